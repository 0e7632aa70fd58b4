/** Writes what is derived from the tables of the sources: `npm run generate`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATED_FILES } from './generated-files.js';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const [path, build] of Object.entries(GENERATED_FILES)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), build());
  console.log(path);
}
