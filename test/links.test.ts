import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

function listPages(): string[] {
  const inRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  return [...inRoot, ...inDocs];
}

/** `[text](target)` outside of code, without the part after `#` and without addresses on the web. */
function readLinks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```|`[^`\n]*`(?!\])/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

it.each(listPages())('every link of %s leads somewhere', (page) => {
  const broken = readLinks(page).filter((target) => !existsSync(join(root, dirname(page), target)));
  expect(broken).toEqual([]);
});

it('sees links', () => {
  expect(readLinks('README.md').length).toBeGreaterThan(5);
  expect(statSync(join(root, 'LICENSE')).size).toBeGreaterThan(10_000);
});

it.each(listPages())('the package has what %s links to', (page) => {
  const packed: readonly string[] = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).files;
  const outside = readLinks(page)
    .map((target) => relative(root, resolve(root, dirname(page), target)))
    .filter((path) => !packed.includes(path.split('/')[0] ?? path));
  expect(outside).toEqual([]);
});
