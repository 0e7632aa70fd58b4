/**
 * Every number that says which version something is, with a digest of what it stands for. `docs/generated/versions.md`
 * shows them. `recorded.json` beside this file remembers the digest of each number for ever, and a test fails when what a
 * number stands for has changed and the number has not: raise `revision` here where all that is old goes on to work,
 * otherwise the version in its place (and begin its revisions anew at 0). `npm run generate` then records the new digest.
 */
import manifest from '../../package.json' with { type: 'json' };
import { ENVELOPE_FORMAT } from '../../shared/event/envelope/envelope.js';
import { LINE_RULES_VERSION, REDACTION_RULES_VERSION } from '../../shared/event/rules.js';
import { CANONICAL_JSON_VERSION } from '../../shared/event/values/canonical-json.js';
import { CURSOR_VERSION } from '../../shared/query/plan/cursor.js';
import { MANIFEST_VERSION } from '../../shared/store/manifest.js';
import {
  goldenCanonicalJson,
  goldenEnvelope,
  goldenFields,
  goldenIdentity,
  goldenLineRules,
  goldenRedactionRules,
} from './golden-event.js';
import { goldenCursor, goldenExports, goldenForeignSchema, goldenHttp, goldenSettings } from './golden-interface.js';
import { goldenItems, goldenKeys, goldenManifest, goldenTable } from './golden-store.js';
import { digest, type VersionRow } from './version-row.js';

const HERE = '`scripts/versions/version-rows.ts`';

export const VERSION_ROWS: readonly VersionRow[] = [
  {
    name: 'the package',
    version: manifest.version,
    place: '`package.json`',
    raised: 'at a release, as semantic versioning says',
  },
  {
    name: 'the event (`schema_version`)',
    version: '1',
    revision: 0,
    place: '`shared/event/fields/`',
    raised: 'after the first release, with any field that is not in `ext`; a stack takes every older version for ever',
    digest: digest(goldenFields()),
  },
  {
    name: 'the JSON Schema of foreign events',
    version: '1',
    revision: 0,
    place: '`shared/event/schema/json-schema.ts` (`$id`)',
    raised: 'when something that was taken is taken no more',
    digest: digest(goldenForeignSchema()),
  },
  {
    name: 'the rules of lines',
    version: String(LINE_RULES_VERSION),
    place: '`shared/event/rules.ts` (`LINE_RULES_VERSION`)',
    raised: 'when equal input gives other bytes',
    digest: digest(goldenLineRules()),
  },
  {
    name: 'the rules of redaction',
    version: String(REDACTION_RULES_VERSION),
    place: '`shared/event/rules.ts` (`REDACTION_RULES_VERSION`)',
    raised: 'when a rule gives another result',
    digest: digest(goldenRedactionRules()),
  },
  {
    name: 'canonical JSON',
    version: String(CANONICAL_JSON_VERSION),
    place: '`shared/event/values/canonical-json.ts` (`CANONICAL_JSON_VERSION`)',
    raised: 'never: ids are made of it, so another one would be a second function',
    digest: digest(goldenCanonicalJson()),
  },
  {
    name: 'salts, leaves and ids',
    version: '1',
    place: HERE,
    raised: 'never: a redelivered event would get another id',
    digest: digest(goldenIdentity()),
  },
  {
    name: 'the envelope',
    version: ENVELOPE_FORMAT,
    revision: 0,
    place: '`shared/event/envelope/envelope.ts` (`ENVELOPE_FORMAT`)',
    raised: 'when an older stack could not open it; unknown keys of the header are ignored',
    digest: digest(goldenEnvelope()),
  },
  {
    name: 'keys of the table',
    version: '1',
    revision: 3,
    place: HERE,
    raised: 'never while a table of before is read; a kind of key that is new is a revision',
    digest: digest(goldenKeys()),
  },
  {
    name: 'indexes and projections',
    version: '1',
    revision: 2,
    place: HERE,
    raised: 'never: a projection of a deployed index cannot be changed; an index that is new is a revision',
    digest: digest(goldenTable()),
  },
  {
    name: 'items of the table',
    version: '1',
    revision: 1,
    place: HERE,
    raised: 'when an attribute of before means something else; one that is new is a revision',
    digest: digest(goldenItems()),
  },
  {
    name: 'manifests',
    version: String(MANIFEST_VERSION),
    revision: 1,
    place: '`shared/store/manifest.ts` (`MANIFEST_VERSION`)',
    raised: 'when readers of before could not read it; a member that they may pass over is a revision',
    digest: digest(goldenManifest()),
  },
  {
    name: 'cursors',
    version: String(CURSOR_VERSION),
    place: '`shared/query/plan/cursor.ts` (`CURSOR_VERSION`)',
    raised: 'whenever they change: cursors that were given out before are then refused',
    digest: digest(goldenCursor()),
  },
  {
    name: 'settings',
    version: '1',
    revision: 0,
    place: HERE,
    raised: 'when a key of before is refused or means something else',
    digest: digest(goldenSettings()),
  },
  {
    name: 'the HTTP interface',
    version: 'v1',
    revision: 5,
    place: '`shared/api/routes/` (the first part of each path)',
    raised: 'when a request or an answer of before has another meaning; answers may gain members',
    digest: digest(goldenHttp()),
  },
  {
    name: 'exports',
    version: '1',
    revision: 2,
    place: HERE,
    raised: 'when a column or a line of before means something else; columns that are new come last',
    digest: digest(goldenExports()),
  },
];
