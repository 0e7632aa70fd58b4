import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InstalledProject } from './packed-package.js';

const COMPILER = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

/**
 * Compiles files of a project, strictly. `found` is what the compiler says, as `wrong.ts(7) TS2322`, and `expected` what
 * comments at the end of lines announce (`// TS2322`). What is no error of a line comes whole.
 */
export async function readTypeErrors(
  project: InstalledProject,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<{ found: string[]; expected: string[] }> {
  const compilerOptions = {
    target: 'es2022',
    strict: true,
    noEmit: true,
    types: ['node'],
    skipLibCheck: true,
    ...options,
  };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  const { stdout, stderr } = await project.runNode([COMPILER, '-p', 'tsconfig.json', '--pretty', 'false']);
  const found = `${stdout}${stderr}`
    .split('\n')
    // Further lines of a message are indented.
    .filter((line) => /^\S/.test(line))
    .map((line) => line.replace(/^([^(]+)\((\d+),\d+\): error (TS\d+): .*$/, '$1($2) $3'));
  return { found: found.sort(), expected: files.flatMap((file) => readMarks(project.folder, file)).sort() };
}

function readMarks(folder: string, file: string): string[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const code = /\/\/ (TS\d+)$/.exec(line)?.[1];
    return code === undefined ? [] : [`${file}(${index + 1}) ${code}`];
  });
}
