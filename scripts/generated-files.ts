/** Files that are derived from the tables of the sources; a test fails when one of them is out of date. */
import { readFileSync } from 'node:fs';
import { buildApiReference } from '../shared/api/http/api-reference.js';
import { buildOpenApi } from '../shared/api/http/openapi.js';
import { ROUTES, type Route } from '../shared/api/routes.js';
import type { ErrorRows } from '../shared/errors/error-row.js';
import { ERRORS } from '../shared/errors/errors.js';
import { CATALOGUE } from '../shared/event/catalogue.js';
import { FIELD_ROWS } from '../shared/event/fields/fields.js';
import { buildEventJsonSchema } from '../shared/event/schema/json-schema.js';
import { SETTING_ROWS } from '../shared/settings/settings.js';
import { KEY_PREFIXES } from '../shared/store/key-prefixes.js';
import {
  type AccessPath,
  INDEXES,
  PARTITION_KEY,
  SORT_KEY,
  TABLE_PATHS,
  TTL_ATTRIBUTE,
} from '../shared/store/table.js';
import { buildLintOverrides } from './lint-rules.js';
import { completeRecord, type DigestRecord } from './versions/digest-record.js';
import { numberOf } from './versions/version-row.js';
import { VERSION_ROWS } from './versions/version-rows.js';

const toJson = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Path from the root of the project, and how its content is made. */
export const GENERATED_FILES: Readonly<Record<string, () => string>> = {
  'biome.layers.json': () => toJson({ overrides: buildLintOverrides() }),
  'shared/api/addresses.ts': buildAddresses,
  'docs/configuration.md': fillConfigurationPage,
  'docs/generated/openapi.json': () => toJson(buildOpenApi()),
  'docs/generated/api.md': buildApiReference,
  'docs/generated/event.schema.json': () => toJson(buildEventJsonSchema()),
  'docs/generated/catalogue.md': buildCatalogueReference,
  'docs/generated/fields.md': buildFieldsReference,
  'scripts/versions/recorded.json': () => toJson(completeRecord(VERSION_ROWS, readRecord())),
  'docs/generated/errors.md': buildErrorsReference,
  'docs/generated/versions.md': buildVersionsReference,
  'docs/generated/table.md': buildTableReference,
};

function buildCatalogueReference(): string {
  const rows = CATALOGUE.map(
    ({ event_type, action, criticality, sampling, details, meaning }) =>
      `| \`${event_type}\` | \`${action}\` | ${criticality} | ${sampling} | ${details.join(', ')} | ${meaning} |`,
  );
  return `${[
    '# Event types and actions',
    '',
    'Generated from `shared/event/catalogue.ts` by `npm run generate`. The vocabulary is open: other types and actions',
    'are accepted and stored.',
    '',
    '| event_type | action | criticality | sampling | details that automatic capture keeps | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}

function buildAddresses(): string {
  const rows = Object.entries<Route>(ROUTES).map(
    ([name, { method, path }]) => `  ${name}: { method: '${method}', path: '${path}' },`,
  );
  return `${[
    '/** Generated from `shared/api/routes.ts` by `npm run generate`: for browsers and clients, without the schemas. */',
    '',
    'export const ADDRESSES = {',
    ...rows,
    '} as const;',
    'export type RouteName = keyof typeof ADDRESSES;',
  ].join('\n')}\n`;
}

/** The page is written by hand around the table between its two marks. */
function fillConfigurationPage(): string {
  const text = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  const [before = '', rest = ''] = text.split('<!-- settings -->\n');
  const [, after = ''] = rest.split('<!-- end of settings -->\n');
  const rows = SETTING_ROWS.map(([key, { variable, default: value, otherwise, written, meaning }]) => [
    `\`${key}\``,
    `\`TRAILKEEPER_${variable}\`${written === undefined ? '' : `: \`${written}\``}`,
    otherwise ?? (typeof value === 'number' ? String(value) : `\`${String(value)}\``),
    meaning,
  ]);
  const table = alignTable([['key below `audit`', 'variable', 'default', 'meaning'], ...rows]);
  return `${before}<!-- settings -->\n\n${table}\n<!-- end of settings -->\n${after}`;
}

/** As the formatter would write it. */
function alignTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |\n`;
  return [
    line(head, ' '),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row, ' ')),
  ].join('');
}

function buildFieldsReference(): string {
  const rows = FIELD_ROWS.map(
    ([name, { form, required, limit, beyond, redaction, origin, summary, meaning, example }]) =>
      `| \`${name}\` | ${form}${required ? ', always there' : ''} | ${limit === undefined ? '' : `${limit}, ${beyond}`} ` +
      `| ${redaction} | ${origin} | ${summary ? 'yes' : ''} | ${meaning} | \`${JSON.stringify(example)}\` |`,
  );
  return `${[
    '# The fields of an event',
    '',
    'Generated from `shared/event/fields/fields.ts` by `npm run generate`, in the order of a line. A limit is in bytes of UTF-8 for',
    'ids and names, in characters for texts, in entries for lists; what stands behind it becomes of a value beyond it. Secrets are',
    'looked for by the class of redaction. Set by: `sender` whoever records the event, `context` besides what surrounds the',
    'operation, `foreign` only senders that write lines themselves.',
    '',
    '| field | form | limit | redaction | set by | in indexes | meaning | example |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}

function readRecord(): DigestRecord {
  return JSON.parse(readFileSync(new URL('versions/recorded.json', import.meta.url), 'utf8'));
}

function buildErrorsReference(): string {
  const rows = Object.entries<ErrorRows>(ERRORS).flatMap(([name, codes]) =>
    Object.entries(codes).map(
      ([code, { meaning, remedy }]) => `| \`${code}\` | \`${name}\` | ${meaning} | ${remedy} |`,
    ),
  );
  return `${[
    '# Errors',
    '',
    'Generated from `shared/errors/errors.ts` by `npm run generate`. Every error class of the project extends `TrailkeeperError`: `code` is',
    'stable and in this list, `expected` says what would have been right, `got` what was there instead (of what may be a secret only kind and',
    'size), `cause` what it came from. Wrong arguments in code, such as a policy that is none, are the TypeError and RangeError of the language.',
    'Over HTTP errors are problems with a `type` of their own: see [the API](api.md).',
    '',
    '| code | class | meaning | what to do |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}

function buildVersionsReference(): string {
  const rows = VERSION_ROWS.map(
    (row) =>
      `| ${row.name} | \`${numberOf(row)}\` | ${row.place} | ${row.raised} | ${row.digest === undefined ? '' : `\`${row.digest.slice(0, 16)}\``} |`,
  );
  return `${[
    '# Version numbers',
    '',
    'Generated from `scripts/versions/version-rows.ts` by `npm run generate`. A number is a version, as it is written into what it stands',
    'for, and behind the point the revision, which counts changes that leave everything of before as good as it was. The digest is the',
    'beginning of a SHA-256 of what the format writes of fixed examples. `scripts/versions/recorded.json` remembers the digest of each',
    'number: a test fails when one changes and the number does not, and says which number to raise.',
    '',
    '| what | number | where the version is | the version is raised | digest |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}

function buildTableReference(): string {
  const all: [string, AccessPath][] = [
    ...TABLE_PATHS.map((path): [string, AccessPath] => ['table', path]),
    ...INDEXES.map(({ name, path }): [string, AccessPath] => [name, path]),
  ];
  const paths = all.map(
    ([where, { question, partitionAttribute, partition, sort, order }]) =>
      `| ${question} | ${where} | \`${partitionAttribute}\` | ${listPatterns(partition)} | \`${sort}\` | ${order} |`,
  );
  const indexes = INDEXES.map(
    ({ name, partitionAttribute, sortAttribute, projected }) =>
      `| ${name} | \`${partitionAttribute}\` | \`${sortAttribute}\` | ${projected.join(', ')} |`,
  );
  return `${[
    '# The table',
    '',
    'Generated from `shared/store/table.ts` by `npm run generate`. There is one table, with partition key',
    `\`${PARTITION_KEY}\`, sort key \`${SORT_KEY}\` and time to live in \`${TTL_ATTRIBUTE}\` (seconds since 1970).`,
    '',
    '## What is asked, and which keys answer it',
    '',
    '| question | where | partition attribute | partition key | sort key | order |',
    '| --- | --- | --- | --- | --- | --- |',
    ...paths,
    '',
    '## First letters of partition keys',
    '',
    'From `shared/store/key-prefixes.ts`. What is kept is written by no version yet, and nothing else may be written under it.',
    '',
    '| letter | state | holds |',
    '| --- | --- | --- |',
    ...Object.entries(KEY_PREFIXES).map(([letter, { state, holds }]) => `| \`${letter}\` | ${state} | ${holds} |`),
    '',
    '## Indexes',
    '',
    'An index holds the keys of the table and what is listed here. An item without the partition attribute is not in it.',
    '',
    '| index | partition attribute | sort attribute | attributes |',
    '| --- | --- | --- | --- |',
    ...indexes,
  ].join('\n')}\n`;
}

/** A bar would end the cell. */
const listPatterns = (pattern: string): string =>
  pattern
    .split(' | ')
    .map((each) => `\`${each}\``)
    .join(' or ');
