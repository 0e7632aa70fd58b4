/** Files that are derived from the tables of the sources; a test fails when one of them is out of date. */
import { buildApiReference } from '../shared/api/api-reference.js';
import { buildOpenApi } from '../shared/api/openapi.js';
import { CATALOGUE } from '../shared/event/catalogue.js';
import { buildEventJsonSchema } from '../shared/event/json-schema.js';

const toJson = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Path from the root of the project, and how its content is made. */
export const GENERATED_FILES: Readonly<Record<string, () => string>> = {
  'docs/generated/openapi.json': () => toJson(buildOpenApi()),
  'docs/generated/api.md': buildApiReference,
  'docs/generated/event.schema.json': () => toJson(buildEventJsonSchema()),
  'docs/generated/catalogue.md': buildCatalogueReference,
};

function buildCatalogueReference(): string {
  const rows = CATALOGUE.map(
    ({ event_type, action, criticality, sampling, details, meaning }) =>
      `| \`${event_type}\` | \`${action}\` | ${criticality} | ${sampling} | ${details.join(', ')} | ${meaning} |`,
  );
  return `${[
    '# Event types and actions',
    '',
    'Generated from `shared/event/catalogue.ts` by `npm run generate`. The vocabulary is open: other types and actions are',
    'accepted and stored.',
    '',
    '| event_type | action | criticality | sampling | details that automatic capture keeps | meaning |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}
