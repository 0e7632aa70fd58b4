import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseNonce,
  deriveContentLeaf,
  deriveEventId,
  deriveLeaf,
  deriveSalt,
  deriveStoredSalt,
  highestEventId,
  isEventId,
  lowestEventId,
  parseEventId,
} from '../../../../shared/event/line/identity.js';

const trailKey = Buffer.alloc(32, 7);
const instant = fc.record({
  ms: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
  us: fc.integer({ min: 0, max: 999 }),
});
const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 });

const micros = ({ ms, us }: { ms: number; us: number }) => BigInt(ms) * 1_000n + BigInt(us);

describe('event id', () => {
  it('is a UUIDv7 that tells its millisecond', () => {
    fc.assert(
      fc.property(instant, leaf, (at, bytes) => {
        const id = deriveEventId(at, bytes);
        expect(isEventId(id)).toBe(true);
        expect(parseEventId(id).ms).toBe(at.ms);
        expect(parseEventId(id).leafBits).toBe(Buffer.from(bytes).readUInt32BE(4));
      }),
    );
  });

  it('sorts by time to the microsecond, whatever the leaf', () => {
    fc.assert(
      fc.property(instant, instant, leaf, leaf, (a, b, leafA, leafB) => {
        fc.pre(micros(a) !== micros(b));
        expect(deriveEventId(a, leafA) < deriveEventId(b, leafB)).toBe(micros(a) < micros(b));
      }),
    );
  });

  it('sorts neighbouring microseconds', () => {
    for (let us = 0; us < 999; us += 1) {
      expect(highestEventId({ ms: 1, us }) < lowestEventId({ ms: 1, us: us + 1 })).toBe(true);
    }
    expect(highestEventId({ ms: 1, us: 999 }) < lowestEventId({ ms: 2, us: 0 })).toBe(true);
  });

  it('lies between the bounds of its microsecond', () => {
    fc.assert(
      fc.property(instant, leaf, (at, bytes) => {
        const id = deriveEventId(at, bytes);
        expect(lowestEventId(at) <= id && id <= highestEventId(at)).toBe(true);
      }),
    );
  });

  it('differs for lines that differ in one byte, and for producers that differ', () => {
    const salt = deriveSalt(trailKey, null, { producer_id: 'p', seq: 1 });
    expect(deriveLeaf(salt, '{"a":1}')).not.toEqual(deriveLeaf(salt, '{"a":2}'));
    expect(salt).not.toEqual(deriveSalt(trailKey, null, { producer_id: 'p', seq: 2 }));
    expect(salt).not.toEqual(deriveSalt(Buffer.alloc(32, 8), null, { producer_id: 'p', seq: 1 }));
    expect(salt).toHaveLength(16);
  });

  it('never takes a sequence number for an external id', () => {
    expect(deriveSalt(trailKey, null, { producer_id: 'p', seq: 1 })).not.toEqual(
      deriveSalt(trailKey, null, { producer_id: 'p', external_id: '1' }),
    );
    expect(deriveSalt(trailKey, null, { producer_id: 'p","x', external_id: 'y' })).not.toEqual(
      deriveSalt(trailKey, null, { producer_id: 'p', external_id: 'x","y' }),
    );
  });

  it('follows from the nonce of its run, so that the trail key alone finds nothing again', () => {
    const line = { producer_id: 'p', seq: 1 };
    const salts = [null, 'ab'.repeat(16), 'ac'.repeat(16)].map((nonce) =>
      deriveSalt(trailKey, nonce, line).toString('hex'),
    );
    expect(new Set(salts).size).toBe(3);
  });

  it('counts a nonce only for the numbered lines of the producer that packed them', () => {
    const nonce = 'ab'.repeat(16);
    expect(chooseNonce({ producer_id: 'p', nonce }, { producer_id: 'p', seq: 1 })).toBe(nonce);
    expect(chooseNonce({ producer_id: 'p' }, { producer_id: 'p', seq: 1 })).toBe(null);
    expect(chooseNonce({ producer_id: 'p', nonce }, { producer_id: 'q', seq: 1 })).toBe(null);
    expect(chooseNonce({ producer_id: 'p', nonce }, { producer_id: 'p', external_id: 'x' })).toBe(null);
    for (const prefix of ['sqs:', 'http:', 'ext:', 'sns:', 'eb:', 'dest:']) {
      const producer_id = `${prefix}1`;
      expect(chooseNonce({ producer_id, nonce }, { producer_id, seq: 1 })).toBe(null);
    }
  });

  it('of a foreign event follows from what was received, in whatever order of keys', () => {
    const line = { producer_id: 'ext:role', external_id: 'x' };
    const salt = deriveSalt(trailKey, null, line);
    const leafOf = (text: string) => deriveContentLeaf(salt, line, JSON.parse(text)).toString('hex');
    expect(leafOf('{"a":1.0,"b":[]}')).toBe(leafOf('{ "b": [], "a": 1 }'));
    expect(leafOf('{"a":1,"b":[]}')).not.toBe(leafOf('{"a":2,"b":[]}'));
  });

  it('has a salt of the stored line that is not the one of its id', () => {
    const salt = deriveSalt(trailKey, null, { producer_id: 'p', seq: 1 });
    const stored = deriveStoredSalt(trailKey, salt);
    expect(stored).toHaveLength(16);
    expect(stored).not.toEqual(salt);
    expect(stored).toEqual(deriveStoredSalt(trailKey, Buffer.from(salt)));
    expect(stored).not.toEqual(deriveStoredSalt(Buffer.alloc(32, 8), salt));
  });
});
