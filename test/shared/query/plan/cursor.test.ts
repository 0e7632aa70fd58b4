import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CursorCodec } from '../../../../shared/query/plan/cursor.js';
import { QueryRefusedError } from '../../../../shared/query/plan/query-refused-error.js';
import { countRuns } from '../../../support/property-runs.js';

const codec = new CursorCodec(Buffer.alloc(32, 7));
const STATE = { after: '019c1395-1234-7000-8000-000000000001', until: { ms: 1_769_853_600_000, us: 999 } };
const QUERY = { resource_id: 'bucket-1', order: 'asc' };

function refusalOf(cursor: string, query: object = QUERY, by = codec) {
  try {
    by.decode(cursor, query);
  } catch (error) {
    if (error instanceof QueryRefusedError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

const CHANGED = { field: 'cursor', expected: 'the next_cursor of a page, unchanged', got: 'another text' };

describe('a cursor', () => {
  it('gives back the state that it was made of', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(Number.MAX_SAFE_INTEGER),
        fc.nat(999),
        fc.dictionary(fc.string(), fc.string()),
        (after, ms, us, query) => {
          const state = { after, until: { ms, us } };
          expect(codec.decode(codec.encode(state, query), query)).toEqual(state);
        },
      ),
      { numRuns: countRuns(300) },
    );
  });

  it('grows neither with the query nor with its values', () => {
    const long = { resource_id: 'x'.repeat(10_000) };
    expect(codec.encode(STATE, long).length).toBe(codec.encode(STATE, {}).length);
    expect(codec.encode(STATE, long).length).toBeLessThan(180);
  });

  it('is refused after any change, with what was expected instead', () => {
    const cursor = codec.encode(STATE, QUERY);
    const others = [
      '',
      'A',
      'a cursor',
      `${cursor}=`,
      ` ${cursor}`,
      cursor.slice(4),
      `${cursor}AAAA`,
      cursor.slice(0, 20),
    ];
    for (const other of others) {
      expect(refusalOf(other), other).toMatchObject({
        code: 'invalid_cursor',
        message: `cursor: expected ${CHANGED.expected}, got ${CHANGED.got}`,
        ...CHANGED,
      });
    }
  });

  it('of another trail is refused as one that was changed', () => {
    expect(refusalOf(new CursorCodec(Buffer.alloc(32, 8)).encode(STATE, QUERY))).toMatchObject(CHANGED);
  });

  it('of another query is refused, and told from one that was changed', () => {
    const cursor = codec.encode(STATE, QUERY);
    const expected = 'the same parameters as for the page before, only limit may differ';
    for (const query of [{}, { ...QUERY, order: 'desc' }, { ...QUERY, user_id: 'alice' }]) {
      expect(refusalOf(cursor, query)).toMatchObject({ expected, got: 'a cursor of another query' });
    }
  });
});
