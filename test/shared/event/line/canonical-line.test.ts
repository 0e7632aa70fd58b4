import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FieldName, LINE_FIELDS } from '../../../../shared/event/fields/fields.js';
import { isCanonicalLine } from '../../../../shared/event/line/canonical-line.js';
import { eventLineSchema } from '../../../../shared/event/schema/audit-event.js';
import { makeMixedEvents } from '../../../support/mixed-events.js';
import { countRuns } from '../../../support/property-runs.js';

const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
  fc.constantFrom(
    '',
    'a,b',
    'tab\t',
    '\u0085',
    '\ud800',
    'x'.repeat(512),
    'x'.repeat(513),
    'ä'.repeat(256),
    'ä'.repeat(257),
  ),
);
const pair = (first: string, second: string) =>
  fc.oneof(
    fc.record({ [first]: id, [second]: id }),
    fc.record({ [first]: id, [second]: id, other: id }),
    fc.record({ [first]: id }),
    fc.constant([]),
  );

/** For each field values that are right and values that are nearly right. */
const VALUES: Record<FieldName, fc.Arbitrary<unknown>> = {
  schema_version: fc.constantFrom(1, 1, 1, 2, '1'),
  timestamp: fc.constantFrom(
    '2026-01-31T09:30:00.000Z',
    '2026-01-31T09:30:00.123456Z',
    '2026-01-31T09:30:00Z',
    '2026-02-30T09:30:00.000Z',
    '2026-01-31T09:30:00.000+00:00',
    '1969-12-31T23:59:59.999Z',
    7,
  ),
  duration_ms: fc.constantFrom(0, -0, 1.5, 1e300, -1, Number.POSITIVE_INFINITY, '1'),
  operation_id: fc.constantFrom('0123456789abcdef', '0123456789ABCDEF', '0123', '0123456789abcdef\n'),
  event_type: id,
  action: id,
  status: fc.constantFrom('success', 'failure', 'unknown', 'Success', ''),
  user_id: id,
  on_behalf_of: id,
  source_ip: id,
  user_agent: fc.constantFrom('', 'x'.repeat(4_096), 'x'.repeat(4_097), 1),
  resource_id: id,
  resource_type: id,
  related: fc.oneof(fc.array(pair('resource_id', 'role'), { maxLength: 3 }), fc.constant({})),
  correlation_id: id,
  caused_by: fc.constantFrom('0123456789abcdef', 'x'),
  error: fc.oneof(pair('code', 'message'), fc.constant({ code: 'E', message: 'x'.repeat(4_097) }), fc.constant(null)),
  details: fc.oneof(fc.object(), fc.constant([]), fc.constant(null), fc.constant('text')),
  redactions: fc.oneof(fc.array(pair('path', 'rule'), { maxLength: 66 }), fc.constant('x')),
  truncated: fc.constantFrom(true, false, 1),
  actor_type: fc.constantFrom('user', 'service', 'system', 'User', ''),
  user_role: id,
  session_id: fc.constantFrom(`s1:${'a'.repeat(32)}`, `s1:${'A'.repeat(32)}`, 'abc'),
  reason: fc.constantFrom('', 'x'.repeat(512), 'x'.repeat(513), 1),
  tags: fc.oneof(
    fc.array(fc.constantFrom('pci', 'a:b', 'PCI', '', 'x'.repeat(65)), { maxLength: 9 }),
    fc.constant('pci'),
  ),
  changes: fc.oneof(
    fc.array(
      fc.record(
        {
          field: id,
          from: fc.constantFrom(null, 1, true, 'ä'.repeat(512), 'ä'.repeat(513), []),
          to: fc.string(),
          x: id,
        },
        { requiredKeys: ['field'] },
      ),
      { maxLength: 66 },
    ),
    fc.array(fc.record({ from: id }), { maxLength: 2 }),
  ),
  ext: fc.oneof(fc.object(), fc.constantFrom({ a: 'x'.repeat(4_088) }, { a: 'x'.repeat(4_089) }, [])),
  cut: fc.array(
    fc.record(
      { path: id, bytes: fc.constantFrom(0, 7, -1, 1.5), whole: id, other: id },
      { requiredKeys: ['path', 'bytes'] },
    ),
    { maxLength: 3 },
  ),
  whole_sha256: fc.constantFrom('a'.repeat(64), 'a'.repeat(63), 'A'.repeat(64)),
  producer_id: id,
  seq: fc.constantFrom(0, 1, 2 ** 53 - 1, 2 ** 53, 1.5, -1, '1'),
  external_id: id,
};

/** A valid line in which some fields are put, changed or taken away. */
const candidate = fc
  .tuple(
    fc.nat(200),
    fc.dictionary(fc.constantFrom(...LINE_FIELDS, 'colour', '__proto__', 'constructor'), fc.boolean(), { maxKeys: 3 }),
    fc.record(VALUES),
  )
  .map(([at, changes, values]) => {
    const line: Record<string, unknown> = { ...makeMixedEvents(at + 1)[at] };
    for (const [field, put] of Object.entries(changes)) {
      if (put) {
        const value = Object.hasOwn(values, field) ? Reflect.get(values, field) : 'x';
        Object.defineProperty(line, field, { value, enumerable: true, configurable: true, writable: true });
      } else delete line[field];
    }
    const parsed: unknown = JSON.parse(JSON.stringify(line));
    return parsed;
  });

describe('the line schema by hand', () => {
  test('takes nothing that the schema does not take, and changes nothing', () => {
    let taken = 0;
    fc.assert(
      fc.property(candidate, (value) => {
        if (!isCanonicalLine(value)) return;
        taken += 1;
        expect(eventLineSchema.safeParse(value)).toEqual({ success: true, data: value });
      }),
      { numRuns: countRuns(5_000) },
    );
    expect(taken).toBeGreaterThan(500);
  });

  test('takes all that the schema takes, apart from names that no line has', () => {
    fc.assert(
      fc.property(candidate, (value) => {
        const known = typeof value === 'object' && value !== null && !Object.hasOwn(value, '__proto__');
        if (known) expect(isCanonicalLine(value)).toBe(eventLineSchema.safeParse(value).success);
      }),
      { numRuns: countRuns(5_000) },
    );
  });

  test.each([undefined, null, 1, 'text', [], {}])('does not take %j', (value) => {
    expect(isCanonicalLine(value)).toBe(false);
  });
});
