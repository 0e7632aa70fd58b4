/**
 * Makes one folder a Lambda: `functions/<name>/handler.ts` becomes `<out>/<name>/index.mjs`, and `<x>-handler.ts`
 * beside it becomes `<x>.mjs`. Each file is a whole program, the AWS SDK included: what was tested is what runs, also
 * where the runtime has no SDK. No source maps: names are kept instead, so that stack traces read well without them.
 */
import { readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Some dependencies are CommonJS and call `require` for Node's own modules; an ES module has none.
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const entryName = (file: string): string | undefined =>
  file === 'handler.ts' ? 'index' : /^(.+)-handler\.ts$/.exec(file)?.[1];

/** The entry points of each function: `ingest/index` → `functions/ingest/handler.ts`. */
async function findEntryPoints(functionsFolder: string): Promise<Record<string, string>> {
  const entries: Record<string, string> = {};
  for (const folder of await readdir(functionsFolder, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const file of await readdir(join(functionsFolder, folder.name))) {
      const name = entryName(file);
      if (name !== undefined) entries[`${folder.name}/${name}`] = join(functionsFolder, folder.name, file);
    }
  }
  return entries;
}

/**
 * Bundles every function into `outFolder`, which is emptied first.
 * @returns the entries that were written, such as `ingest/index`, sorted.
 */
export async function bundleFunctions(outFolder = join(root, 'dist', 'functions')): Promise<string[]> {
  const entryPoints = await findEntryPoints(join(root, 'functions'));
  const names = Object.keys(entryPoints).sort();
  if (names.length === 0) throw new Error('no functions/<name>/handler.ts found: nothing to bundle');
  await rm(outFolder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: outFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_BANNER },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return names;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const outFolder = process.argv[2] === undefined ? undefined : resolve(process.argv[2]);
  try {
    console.log(`bundled ${(await bundleFunctions(outFolder)).join(', ')}`);
  } catch (error) {
    // esbuild has said already what is wrong where; its stack says nothing more.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
