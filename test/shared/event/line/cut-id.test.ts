import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLine } from '../../../../shared/event/event.js';
import { FIELDS, type FieldsOf, listFields } from '../../../../shared/event/fields/fields.js';
import { cutId } from '../../../../shared/event/line/cut-id.js';
import { composeLine, serialiseLine } from '../../../../shared/event/line/line.js';
import { readLine } from '../../../../shared/event/line/line-reader.js';
import { rewriteLine } from '../../../../shared/event/line/rewrite-line.js';
import { hashSessionId } from '../../../../shared/event/values/session-id.js';

const smallest: EventLine = {
  schema_version: 1,
  timestamp: '2026-01-31T09:30:00.000Z',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  producer_id: 'producer-1',
  seq: 1,
};
const read = (line: string): EventLine => {
  const outcome = readLine(line);
  if ('refusal' in outcome) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.event;
};
const compose = (fields: Partial<EventLine>) => read(composeLine({ ...smallest, ...structuredClone(fields) }));

const ID_FIELDS = listFields<FieldsOf<'id' | 'name'>>(({ form }) => form === 'id' || form === 'name');
const longText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 1_500, unit: 'binary', size: 'max' }).filter((text) => !/[,\p{Cc}]/u.test(text)),
  fc.nat(900).map((at) => `${'p'.repeat(at)} password=hunter2-hunter2 ${'q'.repeat(900 - at)}`),
  fc.nat(900).map((at) => `${'€'.repeat(at)} https://alice:hunter2@host/ ${'😀'.repeat(300)}`),
);

describe('an id beyond its limit', () => {
  it.each(ID_FIELDS)('in %s is found by a filter for the whole id, and no event is refused for it', (field) => {
    fc.assert(
      fc.property(longText, (text) => {
        const event = compose({ [field]: text });
        expect(event[field]).toBe(cutId(field, text));
        expect(Buffer.byteLength(event[field] ?? '', 'utf8')).toBeLessThanOrEqual(FIELDS[field].limit);
        expect(cutId(field, event[field] ?? '')).toBe(event[field]);
        expect(rewriteLine(event, serialiseLine(event))).toBeUndefined();
        expect(JSON.stringify(event)).not.toContain('hunter2');
      }),
      { numRuns: 40 },
    );
  });

  it('keeps two long ids apart that begin alike', () => {
    expect(cutId('resource_id', `${'a'.repeat(900)}1`)).not.toBe(cutId('resource_id', `${'a'.repeat(900)}2`));
  });

  it('is kept as a whole in cut, and nothing is called truncated then', () => {
    const whole = `bucket-123:/${'a/'.repeat(400)}`;
    const event = compose({ resource_id: whole, related: [{ resource_id: whole, role: 'r'.repeat(70) }] });
    expect(event.cut).toEqual([
      { path: 'resource_id', bytes: whole.length, whole },
      { path: 'related[0].resource_id', bytes: whole.length, whole },
      { path: 'related[0].role', bytes: 70, whole: 'r'.repeat(70) },
    ]);
    expect(event.related?.[0]?.resource_id).toBe(event.resource_id);
    expect(event.truncated).toBeUndefined();
    expect(event.whole_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is not taken for cut when it only looks so', () => {
    const forged = cutId('resource_id', 'x'.repeat(600));
    expect(compose({ resource_id: forged }).resource_id).not.toBe(forged);
    const line = composeLine({ ...smallest, resource_id: 'x'.repeat(600) });
    expect(readLine(line)).toHaveProperty('event');
    expect(readLine(line.replace(/,"cut":\[[^\]]*\]/, ''))).toMatchObject({ refusal: { reason: 'not_as_written' } });
  });
});

describe('sessions', () => {
  it('are hashed by one rule, once, and their text is nowhere', () => {
    const event = compose({ session_id: 'session-of-alice', details: { a: 1 } });
    expect(event.session_id).toBe('s1:00a20c3093bf7d09887f849f56136004');
    expect(event.session_id).toBe(hashSessionId('session-of-alice'));
    expect(hashSessionId(event.session_id ?? '')).toBe(event.session_id);
  });
});

describe('changes', () => {
  it('lose both values of a sensitive name, and stay in the list', () => {
    const { changes, redactions } = compose({
      changes: [
        { field: 'config.password', from: 'hunter2', to: 'hunter3' },
        { field: 'spec/replicas', from: 2, to: null },
        { field: 'region', to: 'eu-central-1' },
      ],
    });
    expect(changes).toEqual([
      { field: 'config.password', from: '[redacted]', to: '[redacted]' },
      { field: 'spec/replicas', from: 2, to: null },
      { field: 'region', to: 'eu-central-1' },
    ]);
    expect(redactions?.length).toBe(2);
  });

  it('say what of them is too long or too much', () => {
    const event = compose({
      changes: Array.from({ length: 70 }, (_, at) => ({ field: 'f', from: 'é'.repeat(at === 0 ? 600 : 1), to: 1 })),
    });
    expect(event.changes).toHaveLength(64);
    expect(Buffer.byteLength(String(event.changes?.[0]?.from), 'utf8')).toBeLessThanOrEqual(1_024);
    expect(event.cut?.[0]).toMatchObject({ path: 'changes' });
    expect(event.cut?.[1]).toEqual({ path: 'changes[0].from', bytes: 1_200 });
    expect(event.truncated).toBe(true);
  });
});
