import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFault, findOldNode } from '../../scripts/ensure-install.mjs';

const projectRoot = resolve(import.meta.dirname, '../..');
const here = { os: [process.platform], cpu: [process.arch] };
const elsewhere = { os: ['plan9'], cpu: [process.arch] };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ensure-install-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function writeJson(path: string, value: unknown): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(value));
}

const lock = (packages: object) => ({ lockfileVersion: 3, packages: { '': { name: 'project' }, ...packages } });

function writeProject({ wanted = {}, installed = wanted }: { wanted?: object; installed?: object }): void {
  writeJson('package-lock.json', lock(wanted));
  writeJson('node_modules/.package-lock.json', { lockfileVersion: 3, packages: installed });
  for (const [path, entry] of Object.entries(installed)) writeJson(join(path, 'package.json'), entry);
}

const one = { 'node_modules/one': { version: '1.0.0', integrity: 'sha512-a' } };

describe('findFault', () => {
  it('finds nothing wrong with an install that is as locked', () => {
    writeProject({ wanted: one });
    expect(findFault(root)).toBeUndefined();
  });

  it('finds a fresh clone', () => {
    writeJson('package-lock.json', lock(one));
    expect(findFault(root)).toBe('nothing is installed yet');
  });

  it('finds an install that never ended', () => {
    writeJson('package-lock.json', lock(one));
    mkdirSync(join(root, 'node_modules/one'), { recursive: true });
    expect(findFault(root)).toBe('the last install was interrupted');
  });

  it('finds a package that the lockfile gained', () => {
    writeProject({ wanted: { ...one, 'node_modules/two': { version: '2.0.0' } }, installed: one });
    expect(findFault(root)).toBe('node_modules/two is missing');
  });

  it('finds a package of another version', () => {
    writeProject({ wanted: one, installed: { 'node_modules/one': { version: '1.0.1', integrity: 'sha512-a' } } });
    expect(findFault(root)).toBe('node_modules/one is another version');
  });

  it('finds other content of the same version', () => {
    writeProject({ wanted: one, installed: { 'node_modules/one': { version: '1.0.0', integrity: 'sha512-b' } } });
    expect(findFault(root)).toBe('node_modules/one is another version');
  });

  it('finds a package whose folder was changed behind the inner lockfile', () => {
    writeProject({ wanted: one });
    writeJson('node_modules/one/package.json', { version: '0.9.0' });
    expect(findFault(root)).toBe('node_modules/one is another version');
  });

  it('finds a package whose folder is gone', () => {
    writeProject({ wanted: one });
    rmSync(join(root, 'node_modules/one'), { recursive: true });
    expect(findFault(root)).toMatch(/^it cannot be read \(ENOENT/);
  });

  it('does not ask for optional packages, other platforms or other C libraries', () => {
    writeProject({
      wanted: {
        'node_modules/optional': { version: '1.0.0', optional: true },
        'node_modules/foreign': { version: '1.0.0', optional: true, ...elsewhere },
        'node_modules/libc': { version: '1.0.0', optional: true, ...here, libc: ['glibc'] },
      },
      installed: {},
    });
    expect(findFault(root)).toBeUndefined();
  });

  it('asks for a native program of this platform, although npm calls it optional', () => {
    writeProject({ wanted: { 'node_modules/native': { version: '1.0.0', optional: true, ...here } }, installed: {} });
    expect(findFault(root)).toBe('node_modules/native is missing');
  });

  it('finds nothing wrong with the project itself', () => {
    expect(findFault(projectRoot)).toBeUndefined();
  });
});

describe('findOldNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('takes %s', (version) => {
    expect(findOldNode(version)).toBeUndefined();
  });

  it.each(['16.20.2', '18.20.0', '20.18.3'])('refuses %s', (version) => {
    expect(findOldNode(version)).toBe(`Node 20.19 or later is needed, this is ${version}`);
  });

  it('says what package.json says', () => {
    const file: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(file).toMatchObject({ engines: { node: '>=20.19' } });
  });
});

describe('package-lock.json', () => {
  // npm leaves an optional package out when the registry does not know it at that moment, and `npm ci` then refuses the
  // whole lockfile on a machine where it does.
  it('names every native package that another one may need', () => {
    const file: unknown = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
    const { packages } = file as { packages: Record<string, { os?: string[]; optionalDependencies?: object }> };
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => name.includes('/') && !(`node_modules/${name}` in packages))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    expect(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });
});
