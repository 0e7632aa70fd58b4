import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface DocumentExample {
  /** `migration-2` for the second example of docs/migration.md. */
  readonly name: string;
  /** `migration` */
  readonly document: string;
  readonly code: string;
}

/** The TypeScript of README.md and docs/*.md that imports the package. */
export function readDocumentExamples(): DocumentExample[] {
  const guides = readdirSync(resolve(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guides.map((name) => `docs/${name}`)].flatMap((path) => {
    const document = basename(path, '.md');
    const text = readFileSync(resolve(root, path), 'utf8');
    // A block in a list is indented as a whole.
    return [...text.matchAll(/^( *)```ts\n([\s\S]*?)^ *```$/gm)]
      .map(([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
      .filter((code) => /from 'trailkeeper(?:\/\w+)?'/.test(code))
      .map((code, index) => ({ name: `${document}-${index + 1}`, document, code }));
  });
}
