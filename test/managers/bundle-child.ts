/** Makes one file of a program for a process of its own, so that starting it a hundred times takes little. */
import { join } from 'node:path';
import { build } from 'esbuild';

/** Resolves with the path of the program. */
export async function bundleChild(entry: string, dir: string): Promise<string> {
  const outfile = join(dir, 'child.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@aws-sdk/*'],
    // Packages in CommonJS ask for `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  return outfile;
}
