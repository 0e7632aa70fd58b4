/**
 * Makes `npm start` and `npm test` work in a fresh clone: installs what package-lock.json names when something of it is
 * missing, of another version, or half there. Plain Node without dependencies, because it runs before there are any.
 *
 * It is a step of the scripts themselves and no pre-script, because those do not run under `ignore-scripts`; and it
 * asks for the development dependencies, because `NODE_ENV=production` would leave them out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked */

/** As in `engines` of package.json. */
const OLDEST_NODE = /** @type {const} */ ([20, 19]);

/** Whether a lockfile entry admits this value: `["linux"]` names what is allowed, `["!win32"]` what is not. */
function admits(/** @type {string[] | undefined} */ names, /** @type {string} */ value) {
  if (names === undefined || names.includes('any')) return true;
  if (names.includes(`!${value}`)) return false;
  return names.includes(value) || names.every((name) => name.startsWith('!'));
}

/**
 * Whether the package must be there. Optional ones may fail to install, with one exception: native programs for exactly
 * this platform, without which esbuild cannot run. Those bound to a C library are left to npm, which knows the library.
 */
function isRequired(/** @type {Locked} */ locked) {
  if (!locked.optional) return true;
  if (locked.os === undefined || locked.cpu === undefined || locked.libc !== undefined) return false;
  return admits(locked.os, process.platform) && admits(locked.cpu, process.arch);
}

const read = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Says what is wrong with the installed packages, undefined when nothing is. npm writes the inner lockfile last, so its
 * absence is an install that never ended; a package whose own version differs was changed by one that stopped half way.
 * @param {string} root folder of package-lock.json
 * @returns {string | undefined}
 */
export function findFault(root) {
  const innerPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(innerPath)) {
    return existsSync(join(root, 'node_modules')) ? 'the last install was interrupted' : 'nothing is installed yet';
  }
  try {
    /** @type {Record<string, Locked>} */
    const wanted = read(join(root, 'package-lock.json')).packages;
    /** @type {Record<string, Locked>} */
    const installed = read(innerPath).packages;
    for (const [path, locked] of Object.entries(wanted)) {
      if (path === '') continue;
      const found = installed[path];
      if (found === undefined) {
        if (isRequired(locked)) return `${path} is missing`;
      } else if (found.version !== locked.version || found.integrity !== locked.integrity) {
        return `${path} is another version`;
      } else if (!locked.link && read(join(root, path, 'package.json')).version !== locked.version) {
        return `${path} is another version`;
      }
    }
    return undefined;
  } catch (error) {
    return `it cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
}

function install(/** @type {string} */ root) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npmScript = process.env.npm_execpath;
  const underNpm = npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript);
  const [command, first] = underNpm ? [process.execPath, [npmScript]] : ['npm', []];
  // Only npm's errors are shown: one line says that an install happens, and standard output belongs to the next
  // program.
  const child = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: !underNpm && process.platform === 'win32',
  });
  if (child.error !== undefined) console.error(`npm could not be run: ${child.error.message}`);
  return child.status ?? 1;
}

/**
 * Says that this Node is too old, undefined when it is not.
 * @param {string} version without the `v`
 * @returns {string | undefined}
 */
export function findOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return isOld ? `Node ${OLDEST_NODE.join('.')} or later is needed, this is ${version}` : undefined;
}

function main() {
  const tooOld = findOldNode(process.versions.node);
  if (tooOld !== undefined) {
    console.error(tooOld);
    process.exitCode = 1;
    return;
  }
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  const fault = findFault(root);
  if (fault === undefined) return;
  console.error(`Installing dependencies (npm ci): ${fault}`);
  const status = install(root);
  const left = status === 0 ? findFault(root) : `npm ci ended with ${status}`;
  if (left === undefined) return;
  console.error(`The dependencies are not installed: ${left}`);
  process.exitCode = status || 1;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
