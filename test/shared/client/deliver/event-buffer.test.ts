import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventBuffer } from '../../../../shared/client/deliver/event-buffer.js';
import type { BufferedEvent } from '../../../../shared/client/event/buffered-event.js';
import { copyEvent } from '../../../../shared/client/event/buffered-event.js';
import { Receipt } from '../../../../shared/client/fates/receipt.js';

function event(seq: number, bytes = 10): BufferedEvent {
  const made = copyEvent({ event_type: 't', action: 'a', status: 'success' }, 't', undefined, new Receipt());
  return { ...made, seq, bytes };
}

describe('event buffer', () => {
  test('gives back what went in, in order, whatever the mix of pushes and shifts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(700), fc.nat(700)), { maxLength: 8 }), (rounds) => {
        const buffer = new EventBuffer({ maxEvents: 100_000, maxBytes: 1e9 });
        let pushed = 0;
        let shifted = 0;
        for (const [pushes, shifts] of rounds) {
          for (let count = 0; count < pushes; count++) buffer.push(event(++pushed));
          for (let count = 0; count < shifts; count++) {
            const next = buffer.peek()?.seq;
            expect(buffer.shift()?.seq).toBe(next);
            if (next !== undefined) expect(next).toBe(++shifted);
          }
          expect(buffer.length).toBe(pushed - shifted);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('is bounded in events and in bytes, and one event always fits', () => {
    const buffer = new EventBuffer({ maxEvents: 3, maxBytes: 25 });
    expect(buffer.hasRoomFor(1_000)).toBe(true);
    buffer.push(event(1));
    expect(buffer.hasRoomFor(15)).toBe(true);
    expect(buffer.hasRoomFor(16)).toBe(false);
    buffer.push(event(2, 1));
    buffer.push(event(3, 1));
    expect(buffer.hasRoomFor(1)).toBe(false);
    buffer.shift();
    expect(buffer.hasRoomFor(23)).toBe(true);
  });
});
