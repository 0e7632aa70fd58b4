import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionName } from '../../../functions/functions.js';
import { DeploymentError } from '../../deployment-error.js';

/** The entry files of a bundle by the handler that names them: `index.handler` is in `index.mjs`. */
const entryOf = (handler: string): string => `${handler.split('.')[0]}.mjs`;

/** Folders that may be above this file: `dist/esm/infra/constructs/foundation` in the package. */
const LEVELS = 5;

// The CommonJS build of the package has the one, the ES module build and the sources have the other.
const here = (): string => (typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url)));

/**
 * The folder of the bundled handlers: beside this module in the package (`dist/functions`), or made from the sources by
 * `npm run bundle`.
 * @throws DeploymentError when there is none.
 */
export function getBundlesFolder(from: string = here()): string {
  let folder = from;
  for (let level = 0; level < LEVELS; level += 1) {
    for (const candidate of [join(folder, 'functions'), join(folder, 'dist', 'functions')]) {
      if (existsSync(join(candidate, 'ingest', 'index.mjs'))) return candidate;
    }
    folder = dirname(folder);
  }
  throw missing(`no bundled handlers found above ${from}`);
}

/** @throws DeploymentError that names the missing file, instead of a function that fails at its first call. */
export function getBundle(bundlesFolder: string, name: FunctionName, handler: string): string {
  const folder = join(bundlesFolder, name);
  const entry = join(folder, entryOf(handler));
  if (!existsSync(entry)) throw missing(`no bundled handler ${entry}`);
  return folder;
}

function missing(got: string): DeploymentError {
  const expected = 'run `npm run bundle` first';
  return new DeploymentError('handlers_not_bundled', { message: `${got}: ${expected}`, expected, got });
}
