import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const FOLDERS = ['infra', 'functions', 'shared', 'managers', 'local', 'doctor'] as const;
type Folder = (typeof FOLDERS)[number];

/** What a folder may import besides itself: `shared` is all of it, `shared/client` only that. Arrows never turn back. */
const ALLOWED: Record<Folder, readonly string[]> = {
  shared: [],
  functions: ['shared'],
  infra: ['functions', 'shared'],
  managers: ['shared/client'],
  local: ['functions', 'shared', 'managers'],
  doctor: ['shared'],
};

/** Packages that must not be part of what other people's managers import, in code or in types. */
const NOT_IN_CLIENT = ['zod', 'yaml', 'hono', 'aws-cdk-lib', 'constructs'];

/** Static, dynamic and type imports, and re-exports; comments are taken out before. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"\n]+)\1/g;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/** @throws Error when there is no such folder: a rule about nothing would hold for ever. */
function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|tsx|mts|mjs)$/.test(name) && !/(?:^|[\\/])(?:node_modules|dist)[\\/]/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function readImports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(COMMENTS, '');
  return [...text.matchAll(IMPORTS)].map((match) => match[2] ?? '');
}

/** The file that a relative import names, from the root of the project; undefined for a package. */
function resolveImport(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(dirname(file), specifier)).replace(/\.js$/, '.ts');
}

const isInside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

describe('the direction of imports', () => {
  it.each(FOLDERS)('%s imports only what lies below it', (folder) => {
    const allowed = [folder, ...ALLOWED[folder]];
    const wrong = listSources(folder).flatMap((file) =>
      readImports(file)
        .map((specifier) => resolveImport(file, specifier))
        .filter((target) => target !== undefined && !allowed.some((name) => isInside(target, name)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(FOLDERS)('finds the sources of %s', (folder) => {
    expect(listSources(folder).length).toBeGreaterThan(5);
  });

  it('names only folders that are there', () => {
    const biome = readFileSync(join(root, 'biome.json'), 'utf8');
    const inBiome = [...biome.matchAll(/"\*\*\/([\w/]+?)\/(?:\{([\w,]+)\}\/)?\*\*"/g)].flatMap(
      ([, folder = '', names]) =>
        names === undefined ? [folder] : names.split(',').map((name) => `${folder}/${name}`),
    );
    expect(inBiome).toEqual(expect.arrayContaining(['infra', 'shared/config']));
    const named = [...inBiome, ...Object.values(ALLOWED).flat()];
    expect(named.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
  });

  it('reads the imports of a file', () => {
    expect(readImports(relative(root, import.meta.filename))).toContain('vitest');
  });

  it('the client stays free of what a manager must not carry, through all that it imports', () => {
    const seen = new Map<string, string>();
    const queue = listSources('shared/client').map((file) => ({ file, path: file }));
    const wrong: string[] = [];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { file, path } = next;
      if (seen.has(file)) continue;
      seen.set(file, path);
      if (!isInside(file, 'shared/client') && !isInside(file, 'shared/event')) wrong.push(path);
      for (const specifier of readImports(file)) {
        const target = resolveImport(file, specifier);
        if (target !== undefined) queue.push({ file: target, path: `${path} > ${target}` });
        else if (NOT_IN_CLIENT.includes(packageOf(specifier))) wrong.push(`${path} > ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe('the reader of imports', () => {
  it('sees every form of an import and none in a comment', () => {
    const text = [
      "import a, { b } from './a.js';",
      "import type { T } from './t.js';",
      "export * from './e.js';",
      "import './side-effect.js';",
      "const late = await import('./late.js');",
      "type Q = import('./q.js').Q;",
      "// import c from './comment.js';",
      "/** import d from './block.js'; */",
      "const url = 'http://127.0.0.1';",
    ].join('\n');
    const found = [...text.replaceAll(COMMENTS, '').matchAll(IMPORTS)].map((match) => match[2]);
    expect(found).toEqual(['./a.js', './t.js', './e.js', './side-effect.js', './late.js', './q.js']);
  });
});

describe('docs/architecture.md', () => {
  it('names only files that are there', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const [, client = ''] = /## The client, file by file\n([\s\S]*?)\n## /.exec(text) ?? [];
    const named = [
      ...[...client.matchAll(/`([\w-]+\.ts)`/g)].map(([, name]) => `shared/client/${name}`),
      ...[...text.matchAll(/`(\w[\w-]*\/[\w/.-]+)`/g)].map(([, path = '']) => path),
    ];
    expect(named.length).toBeGreaterThan(70);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
