/**
 * Every number that says which version something is, with a digest of what it stands for. `docs/generated/versions.md`
 * shows them and is held against them by a test, so that a change of what a number stands for shows in its commit; whether
 * the number is to be raised is for its author and reader to decide.
 */
import { createHash } from 'node:crypto';
import manifest from '../package.json' with { type: 'json' };
import { buildOpenApi } from '../shared/api/http/openapi.js';
import { ENVELOPE_FORMAT } from '../shared/event/envelope/envelope.js';
import { FIELD_ROWS } from '../shared/event/fields/fields.js';
import { LINE_RULES_VERSION, REDACTION_RULES_DIGEST, REDACTION_RULES_VERSION } from '../shared/event/rules.js';
import { buildEventJsonSchema } from '../shared/event/schema/json-schema.js';
import { INDEXES, PARTITION_KEY, SORT_KEY, TABLE_PATHS, TTL_ATTRIBUTE } from '../shared/store/table.js';

export interface SchemaVersion {
  readonly name: string;
  readonly version: string;
  /** Where the number is. */
  readonly place: string;
  readonly raised: string;
  /** SHA-256 of what the number stands for; absent where nothing but the number is to be held. */
  readonly digest?: string;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const fields = FIELD_ROWS.map(([name, { form, required, limit, beyond, redaction, origin }]) => [
  name,
  { form, required, limit, beyond, redaction, origin },
]);

export const SCHEMA_VERSIONS: readonly SchemaVersion[] = [
  {
    name: 'the package',
    version: manifest.version,
    place: '`package.json`',
    raised: 'at a release, as semantic versioning says',
  },
  {
    name: 'the event (`schema_version`)',
    version: '1',
    place: '`shared/event/fields/`',
    raised: 'never for a field that is added in `ext`; a stack takes every older version for ever',
    digest: digest(fields),
  },
  {
    name: 'the JSON Schema of foreign events',
    version: '1',
    place: '`shared/event/schema/json-schema.ts` (`$id`)',
    raised: 'when something that was taken is taken no more',
    digest: digest(buildEventJsonSchema()),
  },
  {
    name: 'the envelope',
    version: ENVELOPE_FORMAT,
    place: '`shared/event/envelope/envelope.ts`',
    raised: 'when an older stack could not open it; unknown keys of the header are ignored',
  },
  {
    name: 'the rules of lines',
    version: String(LINE_RULES_VERSION),
    place: '`shared/event/rules.ts`',
    raised: 'when equal input gives other bytes',
  },
  {
    name: 'the rules of redaction',
    version: String(REDACTION_RULES_VERSION),
    place: '`shared/event/rules.ts`',
    raised: 'when a rule gives another result',
    digest: REDACTION_RULES_DIGEST,
  },
  {
    name: 'the table: keys, indexes and projections',
    version: '1',
    place: '`shared/store/table.ts`',
    raised: 'never: a projection of a deployed index cannot be changed',
    digest: digest([PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE, TABLE_PATHS, INDEXES]),
  },
  {
    name: 'the HTTP interface',
    version: 'v1',
    place: '`shared/api/routes/`',
    raised: 'when a request or an answer of before has another meaning; answers may gain members',
    digest: digest(buildOpenApi()),
  },
];
