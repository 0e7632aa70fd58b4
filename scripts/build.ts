/**
 * Makes the package in `dist`: each source file that an entry reaches, once as an ES module and once as CommonJS, with
 * types beside it, and the bundled handlers that its constructs deploy.
 *
 * Files stay files: a bundle for each entry would hold a class twice, and `instanceof` would say no to one of them.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleFunctions } from './bundle-functions.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The files behind `exports` of package.json, which names what becomes of them. */
const ENTRIES = ['shared/index.ts', 'shared/config/index.ts', 'shared/client/memory-audit-logger.ts', 'infra/index.ts'];

/**
 * Writes the package's `dist` into a folder, which is emptied first.
 * @returns the source files that are in it.
 * @throws Error with the compiler's own words when types are wrong.
 */
export async function buildPackage(out = join(root, 'dist')): Promise<string[]> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const sources = await findSources(out);
  await Promise.all([
    writeModules(sources, out, 'esm'),
    writeModules(sources, out, 'cjs'),
    writeTypes(out),
    bundleFunctions(join(out, 'functions')),
  ]);
  return sources;
}

/** Every source file that an entry imports, itself or through others; packages stay outside. */
async function findSources(out: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: out,
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return Object.keys(metafile.inputs).sort();
}

async function writeModules(sources: string[], out: string, kind: 'esm' | 'cjs'): Promise<void> {
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
  });
  // The type of the nearest package.json decides how Node and TypeScript read what is below it.
  const type = kind === 'esm' ? 'module' : 'commonjs';
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`);
}

/** Declarations are the same text for both kinds; what they are follows from the folder that they are in. */
async function writeTypes(out: string): Promise<void> {
  const scratch = join(out, 'types');
  const config = join(out, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: root,
    outDir: scratch,
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  const files = ENTRIES.map((entry) => join(root, entry));
  await writeFile(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }),
  );
  await runCompiler(config);
  const reachable = await findReachableTypes(scratch);
  for (const kind of ['esm', 'cjs']) {
    await Promise.all(reachable.map((file) => cp(join(scratch, file), join(out, kind, file))));
  }
  await Promise.all([rm(scratch, { recursive: true }), rm(config)]);
}

async function runCompiler(config: string): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', config]);
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`types cannot be written:\n${said}`, { cause: error });
  }
}

/** Declarations that an entry's own reach: the others would only show what is not part of the package. */
async function findReachableTypes(scratch: string): Promise<string[]> {
  const known = new Set((await readdir(scratch, { recursive: true })).map((name) => name.replaceAll('\\', '/')));
  const reached = new Set<string>();
  const queue = ENTRIES.map((entry) => entry.replace(/\.ts$/, '.d.ts'));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    if (!known.has(file)) throw new Error(`no declarations were written for ${file}`);
    reached.add(file);
    const text = await readFile(join(scratch, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g)) {
      queue.push(join(dirname(file), `${specifier}.d.ts`).replaceAll('\\', '/'));
    }
  }
  return [...reached].sort();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const sources = await buildPackage();
  console.log(`built ${sources.length} modules, as ES modules and as CommonJS, with types, and the bundled handlers`);
}
