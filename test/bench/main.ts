/**
 * `npm run bench [-- tracked-calls sending …]`: measures and prints every figure beside its target. Ends with 1 when one
 * falls short.
 *
 * The measurements run as plain JavaScript that esbuild wrote: the loader that runs TypeScript would be part of what is
 * measured.
 */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Figure, formatFigure, holds } from './figure.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Below the project, so that packages are found; each run has a folder of its own.
const folder = join(root, '.cache', `bench-${process.pid}`);
const TIMEOUT_MS = 300_000;

async function run(program: string, ...args: string[]): Promise<unknown> {
  const environment = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, ...args], {
    env: environment,
    timeout: TIMEOUT_MS,
  });
  return JSON.parse(stdout);
}

try {
  const program = join(folder, 'measure.mjs');
  await build({
    entryPoints: [join(root, 'test/bench/measure.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  const all = (await run(program)) as string[];
  const chosen = process.argv.slice(2);
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  for (const name of chosen.length === 0 ? all : chosen) {
    for (const figure of (await run(program, name)) as Figure[]) {
      console.log(formatFigure(figure));
      if (!holds(figure)) process.exitCode = 1;
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
