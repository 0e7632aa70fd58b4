/** What users of the service see of its formats: what is taken, cursors, settings, HTTP and exports. */
import { guardCell } from '../../shared/api/answers/csv-cell.js';
import { buildOpenApi } from '../../shared/api/http/openapi.js';
import { buildEventJsonSchema } from '../../shared/event/schema/json-schema.js';
import { CSV_COLUMNS } from '../../shared/export/csv-record.js';
import { toExcelRecord } from '../../shared/export/excel-record.js';
import { EXPORT_WRITERS } from '../../shared/export/export-format.js';
import { CursorCodec } from '../../shared/query/plan/cursor.js';
import { SETTING_ROWS } from '../../shared/settings/settings.js';
import { STORAGE_TYPES } from '../../shared/settings/storage-types.js';

export const goldenCursor = (): unknown =>
  new CursorCodec(Buffer.alloc(32, 7)).encode(
    { after: '019c164b-a0e5-7400-9538-a7bce819b753', until: { ms: 1_770_000_000_000, us: 123 } },
    { route: 'queryEvents', user_id: ['alice'] },
  );

/** Without the words for people. */
export const goldenSettings = (): unknown => [
  SETTING_ROWS.map(([key, { variable, kind, default: value, choices, max, unit }]) => [
    key,
    { variable, kind, default: value, choices, max, unit },
  ]),
  Object.entries(STORAGE_TYPES).map(([type, row]) => [type, { ...row, meaning: undefined }]),
];

/** Without the words for people and the version of the package. */
export const goldenHttp = (): unknown => withoutWords({ ...buildOpenApi(), info: undefined });
export const goldenForeignSchema = (): unknown => withoutWords(buildEventJsonSchema());

/** Members of these names are words only where they hold a text: a field may be called so, and holds a schema. */
const WORDS: ReadonlySet<string> = new Set(['description', 'summary', 'title', '$comment']);

const withoutWords = (schema: object): unknown =>
  JSON.parse(
    JSON.stringify(schema, (key, value) =>
      (typeof value === 'string' && WORDS.has(key)) || (Array.isArray(value) && key === 'examples') ? undefined : value,
    ),
  );

const GUARDED = [
  '=1',
  '\n+1',
  '\uFEFF-1',
  '＠1',
  "'a",
  'a',
  '',
  '007',
  'true',
  '#N/A',
  `{"a":"${'1'.repeat(40_000)}"}`,
];

export const goldenExports = (): unknown => [
  CSV_COLUMNS,
  Object.entries(EXPORT_WRITERS).map(([format, { contentType, head, tail, broken, write }]) => [
    format,
    [contentType, head, tail, broken, write([], true)],
  ]),
  GUARDED.map(guardCell),
  GUARDED.map((text) => toExcelRecord(CSV_COLUMNS.map(() => text))),
];
