import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLine, JsonObject, JsonValue } from '../../../../shared/event/event.js';
import { cutEvent } from '../../../../shared/event/line/cut.js';
import { fitJson } from '../../../../shared/event/line/fit-json.js';
import { composeLine, serialiseLine } from '../../../../shared/event/line/line.js';
import { readLine } from '../../../../shared/event/line/line-reader.js';
import { rewriteLine } from '../../../../shared/event/line/rewrite-line.js';
import { normaliseJson } from '../../../../shared/event/normalise/normalise.js';
import { asciiJsonBytes, escapeToAscii } from '../../../../shared/event/values/ascii-json.js';
import {
  MAX_ID_BYTES,
  MAX_LINE_BYTES,
  MAX_RELATED,
  MAX_TEXT_LENGTH,
  MAX_USER_BYTES,
} from '../../../../shared/event/values/limits.js';
import { countRuns } from '../../../support/property-runs.js';

const event = (fields: Partial<EventLine>): EventLine => ({
  schema_version: 1,
  timestamp: '2026-11-24T02:05:00.000000Z',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  producer_id: 'p',
  seq: 1,
  ...fields,
});

function cut(fields: Partial<EventLine>): EventLine {
  const copy = event(structuredClone(fields));
  cutEvent(copy);
  return copy;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The longest ids there are on a line: each byte of UTF-8 takes six there. */
const longestId = '\u0001'.repeat(MAX_ID_BYTES);
const widestId = '\u00e9'.repeat(MAX_ID_BYTES / 2);

describe('cutEvent', () => {
  it('leaves an event that fits as it is, to the last byte', () => {
    const empty = serialiseLine(event({ details: { text: '' } })).length;
    const exact = { text: 'x'.repeat(MAX_LINE_BYTES - empty) };
    expect(cut({ details: exact })).toEqual(event({ details: exact }));
    const over = cut({ details: { text: `${exact.text}x` } });
    expect(over.truncated).toBe(true);
    expect(serialiseLine(over).length).toBeLessThanOrEqual(MAX_LINE_BYTES);
  });

  it('stores 2 MiB of details cut, with the hash of the whole', () => {
    const details = { path: '/a', content: 'é'.repeat(1_048_576), size: 3 };
    const result = cut({ details });
    expect(result.truncated).toBe(true);
    expect(result.whole_sha256).toBe(sha256(serialiseLine(event({ details }))));
    expect(result.cut).toEqual([{ path: 'details', bytes: asciiJsonBytes(details) }]);
    expect(Object.keys(result.details ?? {})).toEqual(['path', 'content', 'size']);
    expect(result.details).toMatchObject({ path: '/a', size: 3 });
    expect(result.details?.content).toMatch(/^é+ \[\d+ more characters\]$/);
    const bytes = serialiseLine(result).length;
    expect(bytes).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(bytes).toBeGreaterThan(MAX_LINE_BYTES - 256);
  });

  it('keeps small values whole and shares the room among large ones', () => {
    const result = cut({ details: { a: 'a'.repeat(50_000), b: 'b'.repeat(50_000), c: 'c'.repeat(5_000), d: [1, 2] } });
    expect(result.details).toMatchObject({ c: 'c'.repeat(5_000), d: [1, 2] });
    const [a = '', b = ''] = [result.details?.a, result.details?.b].map(String);
    expect(Math.abs(a.length - b.length)).toBeLessThan(2);
    expect(a.length).toBeGreaterThan(28_000);
  });

  it('keeps the first of too many keys, in their order, and counts the others', () => {
    const details = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`key-${at}`, 'x'.repeat(40)]));
    const kept = Object.keys(cut({ details }).details ?? {});
    expect(kept.slice(0, 2)).toEqual(['key-0', 'key-1']);
    expect(kept.at(-1)).toBe('[more]');
    expect(cut({ details }).details?.['[more]']).toBe(5_000 - kept.length + 1);
  });

  it('cuts texts of a fixed length even when the line has room, and not inside a character', () => {
    const {
      error,
      user_agent,
      truncated,
      cut: named,
    } = cut({
      error: { code: 'E', message: '😀'.repeat(MAX_TEXT_LENGTH) },
      user_agent: 'u'.repeat(MAX_TEXT_LENGTH + 1),
    });
    expect(error?.message).toMatch(/^(?:😀)+ \[\d+ more characters\]$/u);
    expect(error?.message.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
    expect(error?.message.isWellFormed()).toBe(true);
    expect(user_agent?.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
    expect(truncated).toBe(true);
    expect(named?.map(({ path }) => path)).toEqual(['user_agent', 'error.message']);
  });

  it('keeps the hash of an earlier cut', () => {
    const whole_sha256 = 'ab'.repeat(32);
    expect(cut({ truncated: true, whole_sha256, details: { a: 'x'.repeat(70_000) } }).whole_sha256).toBe(whole_sha256);
  });

  it.each([
    ['six bytes a byte', longestId],
    ['three bytes a byte', widestId],
  ])('fits when everything is as large as it may be: %s', (_, id) => {
    const huge: Partial<EventLine> = {
      event_type: widestId,
      action: widestId,
      user_id: id,
      on_behalf_of: id,
      source_ip: id,
      user_agent: '\uffff'.repeat(MAX_TEXT_LENGTH * 2),
      resource_id: id,
      resource_type: id,
      related: Array.from({ length: MAX_RELATED }, () => ({ resource_id: id, role: id })),
      correlation_id: id,
      user_role: id,
      reason: '\uffff'.repeat(MAX_TEXT_LENGTH),
      tags: Array.from({ length: 20 }, (_, at) => `${at}`.padEnd(64, 'x')),
      changes: Array.from({ length: 70 }, () => ({ field: id, from: id.repeat(4), to: id.repeat(4) })),
      ext: { a: id.repeat(9), b: 1 },
      error: { code: id, message: '\uffff'.repeat(MAX_TEXT_LENGTH * 2) },
      redactions: Array.from({ length: 64 }, (_, at) => ({ path: `${id}${at}`, rule: id })),
      details: { a: id.repeat(100), b: 2 },
      producer_id: id,
      external_id: id,
    };
    const result = cut(huge);
    const line = serialiseLine(result);
    expect(line.length).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(result.truncated).toBe(true);
    expect(result.user_id).toMatch(/…[0-9a-f]{32}$/);
    expect(Buffer.byteLength(result.user_id, 'utf8')).toBeLessThanOrEqual(MAX_USER_BYTES);
    expect(result.details).toHaveProperty('b', 2);
    expect(result.related?.length).toBeGreaterThan(0);
    expect(readLine(line)).toHaveProperty('event');
  });

  it('fills the line with many small objects', () => {
    const objects = Array.from({ length: 4_000 }, (_, at) => ({
      key: `objects/${at}`,
      size: at,
      owner: 'alice',
      state: 'kept',
    }));
    for (const details of [{ objects }, Object.fromEntries(objects.map((object) => [object.key, object]))]) {
      const result = cut({ details });
      expect(serialiseLine(result).length).toBeGreaterThan(MAX_LINE_BYTES - 512);
      expect(serialiseLine(result).length).toBeLessThanOrEqual(MAX_LINE_BYTES);
    }
  });

  it('any event makes a line that fits and that ingest takes', () => {
    const id = fc
      .oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }))
      .map((text) => text.toWellFormed());
    const events = fc.record(
      {
        resource_id: id,
        correlation_id: id,
        user_agent: fc.string({ unit: 'binary', maxLength: 6_000, size: 'max' }),
        related: fc.array(fc.record({ resource_id: id, role: id }), { maxLength: MAX_RELATED }),
        error: fc.record({ code: id, message: fc.string({ unit: 'binary', maxLength: 6_000, size: 'max' }) }),
        details: fc.dictionary(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.oneof(
            fc.anything({ withBigInt: true, withMap: true, withDate: true, maxDepth: 5 }),
            fc.string({ unit: 'binary', maxLength: 90_000, size: 'max' }),
            fc.array(fc.string({ maxLength: 200 }), { maxLength: 3_000, size: 'max' }),
          ),
          { maxKeys: 12 },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(events, ({ details, ...fields }) => {
        const json = details === undefined ? undefined : (normaliseJson(details) as JsonObject);
        const line = composeLine(event({ ...fields, details: json }));
        expect(line.length).toBeLessThanOrEqual(MAX_LINE_BYTES);
        expect(line).toMatch(/^[\x20-\x7e]*$/);
        const outcome = readLine(line);
        expect(outcome).toHaveProperty('event');
        if ('event' in outcome) expect(rewriteLine(outcome.event, line)).toBeUndefined();
      }),
      { numRuns: countRuns(60) },
    );
  });
});

describe('fitJson', () => {
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<JsonValue>(null, true, 1e200, -5),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(tie('value'), { maxLength: 20 }),
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 20 }), tie('value'), { maxKeys: 20 }),
    ),
  }));

  it('gives what fits, the same each time, or nothing', () => {
    fc.assert(
      fc.property(value, fc.nat(2_000), (json, room) => {
        const fitted = fitJson(json, room);
        if (fitted === undefined) {
          expect(room).toBeLessThan(64);
          return;
        }
        expect(asciiJsonBytes(fitted)).toBeLessThanOrEqual(room);
        expect(fitJson(json, room)).toEqual(fitted);
        if (asciiJsonBytes(json) <= room) expect(fitted).toEqual(json);
      }),
      { numRuns: countRuns(2_000) },
    );
  });

  it('counts bytes as they are written', () => {
    fc.assert(
      fc.property(value, (json) => {
        expect(asciiJsonBytes(json)).toBe(escapeToAscii(JSON.stringify(json)).length);
      }),
    );
  });
});
