import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventLine, JsonObject } from '../../../shared/event/event.js';
import { composeLine } from '../../../shared/event/line/line.js';
import { normaliseJson } from '../../../shared/event/normalise/normalise.js';
import { LINE_RULES_VERSION, REDACTION_RULES_VERSION } from '../../../shared/event/rules.js';
import { PLANTED_SECRETS } from '../../support/planted-secrets.js';

/**
 * Golden bytes. A line is the identity of its event, so what the rules give may change only together with their version.
 * After raising a version in `shared/event/rules.ts`, write the new file once with `WRITE_GOLDEN=1`; the files of old
 * versions stay, as a record of what those versions gave.
 */
interface Golden {
  readonly name: string;
  /** Left out when long; then the input below of the same name. */
  readonly fields?: Partial<EventLine>;
  /** Its SHA-256 when long. */
  readonly line: string;
}

interface Input {
  readonly name: string;
  readonly fields: Partial<EventLine>;
}

const LONG = 4_096;

function compose(fields: Partial<EventLine>): string {
  const line = composeLine(event(fields));
  return line.length <= LONG ? line : `sha256:${createHash('sha256').update(line).digest('hex')}`;
}

const event = (fields: Partial<EventLine>): EventLine => ({
  schema_version: 1,
  timestamp: '2026-11-24T02:05:00.000123Z',
  event_type: 'backend_operation',
  action: 'create',
  status: 'failure',
  user_id: 'alice',
  producer_id: 'producer-1',
  seq: 7,
  ...structuredClone(fields),
});

const hostile: JsonObject = {
  nan: 'NaN',
  text: 'a\u0000b\uffffc\ud800d"\\\u007f é 😀',
  large: 1e200,
  nested: { list: [null, true, { deep: [] }] },
};

const redactionInputs: Input[] = PLANTED_SECRETS.map(({ name, plant }) => ({
  name,
  fields: { ...plant, details: normaliseJson(plant.details ?? {}) as JsonObject } as Partial<EventLine>,
}));
const lineInputs: Input[] = [
  { name: 'least', fields: {} },
  { name: 'hostile text', fields: { details: hostile, resource_id: 'half \ud800 pair', duration_ms: 1.5 } },
  {
    name: 'every field',
    fields: {
      duration_ms: 12,
      operation_id: '0123456789abcdef',
      on_behalf_of: 'bob',
      source_ip: '192.0.2.1',
      user_agent: 'tool/1',
      resource_id: 'bucket-123:/a',
      resource_type: 'file',
      related: [{ resource_id: 'bucket-123', role: 'bucket' }],
      correlation_id: 'r-1',
      caused_by: 'fedcba9876543210',
      error: { code: 'ENOENT', message: 'no such file' },
      details: { size: 1 },
      external_id: 'x-1',
    },
  },
  {
    name: 'cut details',
    fields: { details: { a: 1, text: 'é'.repeat(20_000), list: ['x'.repeat(30_000), 2], z: 'last' } },
  },
  { name: 'cut texts', fields: { user_agent: 'u'.repeat(5_000), error: { code: 'E', message: '😀'.repeat(3_000) } } },
];

describe.each([
  ['redaction', `redaction-rules-${REDACTION_RULES_VERSION}.json`, redactionInputs],
  ['line', `line-rules-${LINE_RULES_VERSION}.json`, lineInputs],
])('%s rules', (_, file, inputs) => {
  const url = new URL(`../../examples/v1/rules/${file}`, import.meta.url);
  if (process.env.WRITE_GOLDEN === '1' && !existsSync(url)) {
    const rows = inputs.map(({ name, fields }) => ({
      name,
      ...(JSON.stringify(fields).length <= LONG && { fields }),
      line: compose(fields),
    }));
    writeFileSync(url, `${JSON.stringify(rows, undefined, 1)}\n`);
  }
  const golden: Golden[] = existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : [];

  it(`have their file: WRITE_GOLDEN=1 npm test -- test/shared/event/rules.test.ts writes ${file}`, () => {
    expect(golden.length).toBeGreaterThanOrEqual(5);
  });

  it.each(golden)('$name gives the bytes of its version', ({ name, fields, line }) => {
    expect(compose(fields ?? inputs.find((input) => input.name === name)?.fields ?? {})).toBe(line);
  });
});
