import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYERS, type Layer } from '../scripts/layers.js';

const root = resolve(import.meta.dirname, '..');
const MOST_FILES_IN_A_FOLDER = 25;
/** Names that say a role which several folders have, each its own; every other name of a file is used once. */
const ROLE_NAMES = ['environment', 'flags', 'handler', 'index', 'main'];
const TOPS = [...new Set(LAYERS.map(({ folder }) => folder.split('/', 1)[0] ?? folder))];

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
const layersOf = (file: string): Layer[] =>
  LAYERS.filter(({ folder, withSubfolders }) =>
    withSubfolders ? isInside(file, folder) : posix.dirname(file) === folder,
  );
const layerOf = (file: string): Layer | undefined => layersOf(file)[0];
const sources = TOPS.flatMap(listSources);
const targetsOf = (file: string): string[] =>
  readImports(file)
    .map((specifier) => resolveImport(file, specifier))
    .filter((target) => target !== undefined);

describe('the layers', () => {
  it.each(LAYERS.map(({ folder }) => folder))('%s has sources', (folder) => {
    expect(sources.some((file) => layerOf(file)?.folder === folder)).toBe(true);
  });

  it('hold every source once', () => {
    expect(sources.filter((file) => layersOf(file).length !== 1)).toEqual([]);
  });

  it('import what stands above them in the list and nothing else', () => {
    const wrong = LAYERS.flatMap((layer, at) => {
      const above = new Set(LAYERS.slice(0, at).map(({ folder }) => folder));
      return layer.imports
        .filter((folder) => folder !== layer.folder && !above.has(folder) && !isGroup(folder))
        .map((folder) => `${layer.folder} imports ${folder}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each(LAYERS)('$folder imports only what it may', ({ folder, imports }) => {
    const allowed = new Set([folder, ...imports]);
    const wrong = sources
      .filter((file) => layerOf(file)?.folder === folder)
      .flatMap((file) => targetsOf(file).map((target) => ({ file, target })))
      .filter(({ target }) => !allowed.has(layerOf(target)?.folder ?? target))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it('are what the linter knows', () => {
    const rules = JSON.parse(readFileSync(join(root, 'biome.layers.json'), 'utf8'));
    expect(rules.overrides).toHaveLength(LAYERS.length);
    expect(readFileSync(join(root, 'biome.json'), 'utf8')).toContain('./biome.layers.json');
  });
});

/** `shared/client` may name itself in the list that its rooms share. */
function isGroup(folder: string): boolean {
  return LAYERS.every((layer) => layer.folder !== folder);
}

describe('the files', () => {
  it('import each other in no circle', () => {
    expect(findCircle(new Map(sources.map((file) => [file, targetsOf(file)])))).toBeUndefined();
  });

  it(`are at most ${MOST_FILES_IN_A_FOLDER} in a folder`, () => {
    const counts = new Map<string, number>();
    for (const file of sources) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, files]) => files > MOST_FILES_IN_A_FOLDER)).toEqual([]);
  });

  it('have a name that no other file has, unless it is a role', () => {
    const folders = new Map<string, string[]>();
    for (const file of sources) {
      const name = posix.basename(file).replace(/\.\w+$/, '');
      if (!ROLE_NAMES.includes(name)) folders.set(name, [...(folders.get(name) ?? []), dirname(file)]);
    }
    expect(folders.size).toBeGreaterThan(300);
    expect([...folders].filter(([, places]) => places.length > 1)).toEqual([]);
  });

  it('of a light layer stay light through all that they import', () => {
    const wrong: string[] = [];
    let read = 0;
    for (const layer of LAYERS) {
      const banned = layer.withoutPackages ?? [];
      const seen = new Set<string>();
      const queue = sources.filter((file) => banned.length > 0 && layerOf(file) === layer);
      for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
        if (seen.has(file)) continue;
        seen.add(file);
        read += 1;
        for (const specifier of readImports(file)) {
          const target = resolveImport(file, specifier);
          if (target !== undefined) queue.push(target);
          else if (banned.includes(packageOf(specifier))) wrong.push(`${layer.folder}: ${file} > ${specifier}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(100);
  });
});

/** One circle of files, in order; undefined when there is none. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe('the finder of circles', () => {
  it('finds one through several files', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    expect(findCircle(graph)).toEqual(['b', 'd', 'b']);
    graph.set('d', ['c']);
    expect(findCircle(graph)).toBeUndefined();
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
      ...[...client.matchAll(/`([\w-]+\/[\w-]+\.ts)`/g)].map(([, name]) => `shared/client/${name}`),
      ...[...text.replace(client, '').matchAll(/`(\w[\w-]*\/[\w/.-]+)`/g)].map(([, path = '']) => path),
    ];
    expect(named.length).toBeGreaterThan(70);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
