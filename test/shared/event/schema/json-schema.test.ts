import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../../shared/event/event.js';
import { readForeignEvent } from '../../../../shared/event/line/line-reader.js';
import { buildEventJsonSchema } from '../../../../shared/event/schema/json-schema.js';
import { STATUS_WORDS } from '../../../../shared/event/tolerate/status-words.js';
import { countRuns } from '../../../support/property-runs.js';

const schema = buildEventJsonSchema();
const isValid = new Ajv2020({ strict: false }).compile(schema);

const scalar = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(''),
);
const time = fc.oneof(
  fc
    .date({ min: new Date('1969-12-30'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc
    .tuple(
      fc.integer({ min: 1960, max: 2105 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      fc.constantFrom('', ' ', 'T', 't', '_'),
      fc.constantFrom('', '09:30', '09:30:00', '23:59:60', '24:00:00', '09:30:00.1', '09:30:00,123456789012'),
      fc.constantFrom('', 'Z', 'z', ' UTC', '+0000', '+01:00', '-05', '+24:00', 'PST', '\n'),
    )
    .map(
      ([year, month, day, t, clock, zone]) =>
        `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}${t}${clock}${zone}`,
    ),
  fc.integer({ min: -10, max: 2 ** 53 }),
  fc.double({ min: 0, max: 1e21, noNaN: true }),
  fc.integer({ min: 0, max: 2 ** 53 }).map(String),
  scalar,
);
const status = fc.oneof(
  fc.constantFrom(...STATUSES, ...Object.values(STATUS_WORDS).flat()).map((word) => word.toUpperCase()),
  fc.constantFrom(...STATUSES),
  fc.integer({ min: 0, max: 700 }),
  scalar,
);
const list = fc.array(
  fc.oneof(scalar, fc.record({ resource_id: scalar, role: scalar, path: scalar }, { requiredKeys: [] })),
  { maxLength: 34 },
);
const error = fc.oneof(scalar, list, fc.record({ code: scalar, message: scalar, stack: scalar }, { requiredKeys: [] }));
const hex = fc.oneof(fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 15, maxLength: 17 }), scalar);

/** Some fields of an event, good ones mostly, so that whole events pass often enough. */
const event = fc.record(
  {
    timestamp: fc.oneof({ weight: 3, arbitrary: fc.constant('2026-01-31T09:30:00Z') }, time),
    event_type: fc.oneof({ weight: 3, arbitrary: fc.constant('vfs_operation') }, scalar),
    action: fc.oneof({ weight: 3, arbitrary: fc.constant('write') }, scalar),
    status: fc.oneof({ weight: 3, arbitrary: fc.constant('success') }, status),
    duration_ms: fc.oneof(fc.constantFrom('12', '1.5', '-1', '1e3', ' 1'), scalar),
    schema_version: fc.constantFrom(1, 0, '1', null, ''),
    operation_id: hex,
    caused_by: hex,
    user_id: scalar,
    resource_id: scalar,
    related: fc.oneof(list, scalar),
    error,
    details: fc.oneof(fc.object(), scalar, list),
    producer_id: scalar,
    seq: scalar,
    external_id: scalar,
    truncated: fc.constantFrom(true, false, null),
    redactions: fc.oneof(list, scalar),
    colour: scalar,
  },
  { requiredKeys: ['timestamp', 'event_type', 'action', 'status'] },
);
/** At most two of the fields that may be absent, or nearly no event would pass. */
const sparse = fc
  .tuple(
    event,
    fc.shuffledSubarray(
      [
        'duration_ms',
        'user_id',
        'related',
        'error',
        'details',
        'seq',
        'producer_id',
        'operation_id',
        'redactions',
        'colour',
        'truncated',
        'schema_version',
      ],
      { maxLength: 2 },
    ),
  )
  .map(([whole, kept]) =>
    Object.fromEntries(
      Object.entries(whole).filter(([field]) =>
        ['timestamp', 'event_type', 'action', 'status', ...kept].includes(field),
      ),
    ),
  );

describe('the JSON Schema of an event', () => {
  it('takes what the service takes, and nothing else', () => {
    const counts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(sparse, event), (value) => {
        const sent: unknown = JSON.parse(JSON.stringify(value));
        const outcome = readForeignEvent(sent);
        const isTaken = 'event' in outcome;
        counts[isTaken ? 'taken' : 'refused'] += 1;
        expect({ sent, taken: isTaken, outcome }).toEqual({ sent, taken: isValid(sent), outcome });
      }),
      { numRuns: countRuns(3_000) },
    );
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(100);
  });

  it('has examples that it takes', () => {
    const { examples } = schema as { examples: unknown[] };
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) expect([example, isValid(example)]).toEqual([example, true]);
  });

  it('says where to send, in which form and how many', () => {
    expect(schema).toMatchObject({
      $id: expect.stringContaining('trailkeeper'),
      description: expect.stringContaining('POST /v1/events'),
    });
  });
});
