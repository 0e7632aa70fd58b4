/**
 * Makes what the package holds: each source file that an entry reaches, once as an ES module and once as CommonJS, with
 * types beside it, and the bundled handlers that its constructs deploy.
 *
 * Files stay files: a bundle for each entry would hold a class twice, and `instanceof` would say no to one of them.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
// The files behind `exports` of package.json.
import typesConfig from '../tsconfig.package.json' with { type: 'json' };
import { bundleFunctions } from './bundle-functions.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const entries = typesConfig.files;

/** What the nearest package.json says is how Node and TypeScript read what is below it. */
const KINDS = { esm: 'module', cjs: 'commonjs' } as const;
type Kind = keyof typeof KINDS;

/** Fills `out`, which is emptied first, with `esm`, `cjs`, `functions` and `schema`. */
export async function buildPackage(out: string = join(root, 'dist')): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const sources = await findSources();
  await Promise.all([
    writeModules(sources, out, 'esm'),
    writeModules(sources, out, 'cjs'),
    writeTypes(out),
    bundleFunctions(join(out, 'functions')),
    writeSchema(out),
  ]);
}

/** For senders in other languages, and for whoever checks an event before it is sent. */
async function writeSchema(out: string): Promise<void> {
  await mkdir(join(out, 'schema'), { recursive: true });
  await cp(join(root, 'docs/generated/event.schema.json'), join(out, 'schema/event.json'));
}

/** Every source file that an entry needs to run, itself or through others; packages stay outside. */
async function findSources(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: 'unwritten',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs);
}

async function writeModules(sources: string[], out: string, kind: Kind): Promise<void> {
  const folder = join(out, kind);
  await build({
    absWorkingDir: root,
    entryPoints: sources,
    outbase: root,
    outdir: folder,
    platform: 'node',
    format: kind,
    target: 'node20.19',
    // `import.meta` is empty in CommonJS; the one file that reads it asks for `__dirname` first.
    logOverride: { 'empty-import-meta': 'silent' },
    logLevel: 'warning',
  });
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ type: KINDS[kind] })}\n`);
}

/** Declarations are the same text for both kinds; how they are read follows from the folder that they are in. */
async function writeTypes(out: string): Promise<void> {
  const scratch = join(out, 'types');
  await mkdir(scratch, { recursive: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const config = join(root, 'tsconfig.package.json');
  await promisify(execFile)(process.execPath, [compiler, '-p', config, '--outDir', scratch]);
  const files = await findReachableTypes(scratch);
  for (const kind of Object.keys(KINDS)) {
    await Promise.all(files.map((file) => cp(join(scratch, file), join(out, kind, file))));
  }
  await rm(scratch, { recursive: true });
}

/** Declarations that an entry's own reach: the others would only show what is not part of the package. */
async function findReachableTypes(scratch: string): Promise<string[]> {
  const known = new Set((await readdir(scratch, { recursive: true })).map((name) => name.replaceAll('\\', '/')));
  const reached = new Set<string>();
  const queue = entries.map((entry) => entry.replace(/\.ts$/, '.d.ts'));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    if (!known.has(file)) throw new Error(`no declarations were written for ${file}`);
    reached.add(file);
    const text = await readFile(join(scratch, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g)) {
      queue.push(posix.join(posix.dirname(file), `${specifier}.d.ts`));
    }
  }
  return [...reached];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  await buildPackage();
}
