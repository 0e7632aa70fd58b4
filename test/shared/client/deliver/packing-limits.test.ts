/** Exactly when a body is full, and what is in it: with a format of round numbers. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type PackedEvent, Packing } from '../../../../shared/client/deliver/packing.js';
import { SampledOut } from '../../../../shared/client/deliver/sampled-out.js';
import { Receipt } from '../../../../shared/client/fates/receipt.js';
import type { BodyFormat } from '../../../../shared/client/senders/body-format.js';
import type { EnvelopeContent } from '../../../../shared/event/envelope/envelope.js';
import { COMPRESS_ABOVE_BYTES, MAX_ENVELOPE_BYTES, MAX_LINE_BYTES } from '../../../../shared/event/values/limits.js';

const NONCE = '00112233445566778899aabbccddeeff';

/** An event that takes so many bytes, its line feed counted. */
const event = (seq: number, bytes: number): PackedEvent => ({
  seq,
  line: 'x'.repeat(bytes - 1),
  receipt: new Receipt(),
});

function start(changes: Partial<BodyFormat> = {}) {
  const format: BodyFormat = {
    targetBytes: 1_000,
    maxEvents: 100,
    firstRatio: 1,
    listsSampledOut: true,
    write: ({ lines }) => 'b'.repeat(100 * lines.length),
    ...changes,
  };
  const sampledOut = new SampledOut();
  const packing = new Packing(format, 'p', sampledOut, NONCE);
  const add = (...sizes: number[]) => {
    for (const bytes of sizes) packing.add(event((packing.firstSeq ?? 1) + packing.length, bytes));
    return packing.isFull;
  };
  return { packing, sampledOut, add };
}

const seqsOf = (pack: { events: readonly PackedEvent[] } | undefined) => pack?.events.map(({ seq }) => seq);
const macOf = (...events: PackedEvent[]) =>
  createHmac('sha256', Buffer.from(NONCE, 'hex'))
    .update(events.map(({ line }) => line).join('\n'))
    .digest('hex');

describe('a body is full', () => {
  test('at so many events', () => {
    const { add } = start({ maxEvents: 3 });
    expect([add(2, 2), add(2)]).toEqual([false, true]);
  });

  test('at 97 % of its target, by the estimate of the format', () => {
    const { add } = start();
    expect([add(...new Array(9).fill(97)), add(96), add(2)]).toEqual([false, false, true]);
    expect(start().add(970)).toBe(true);
    expect([start({ firstRatio: 0.5 }).add(1_939), start({ firstRatio: 0.5 }).add(1_940)]).toEqual([false, true]);
  });

  test('before its lines are more than a reader takes, however well they compress', () => {
    const most = MAX_ENVELOPE_BYTES - 2 * MAX_LINE_BYTES;
    expect([start({ firstRatio: 0 }).add(most - 1), start({ firstRatio: 0 }).add(most)]).toEqual([false, true]);
  });

  test('sooner or later by what the bodies before it became, if they were long enough to be compressed', () => {
    const startAfter = (bytes: number, body: number) => {
      const { packing, add } = start({ targetBytes: 10_000, write: () => 'b'.repeat(body) });
      packing.add(event(1, bytes));
      packing.write();
      return (next: number) => {
        packing.takeWaiting();
        return add(next);
      };
    };
    const short = startAfter(COMPRESS_ABOVE_BYTES, COMPRESS_ABOVE_BYTES / 2);
    expect([short(9_699), short(9_700)]).toEqual([false, true]);
    // Half of the difference between 1 and 0.5 is learnt.
    const long = startAfter(20_000, 10_000);
    expect([long(12_933), long(12_934)]).toEqual([false, true]);
  });
});

describe('writing', () => {
  test('hands the format all that belongs to the events', () => {
    const written: EnvelopeContent[] = [];
    const { packing, sampledOut } = start({
      write: (content) => {
        written.push(content);
        return '';
      },
    });
    const events = [event(1, 10), event(3, 20), event(4, 30)];
    for (const each of events) packing.add(each);
    sampledOut.note('t', 2);
    packing.write();
    packing.add(event(5, 10));
    packing.write();
    const prev = { from: 1, to: 4, mac: macOf(...events) };
    const ranges = [
      [1, 1],
      [3, 4],
    ];
    const lines = events.map(({ line }) => line);
    const run = { producer_id: 'p', nonce: NONCE };
    expect(written).toEqual([
      { ...run, lines, sequences: ranges, sampled_out: { t: [[2, 2]] }, prev: undefined },
      { ...run, lines: [event(5, 10).line], sequences: [[5, 5]], sampled_out: {}, prev },
    ]);
  });

  test('takes all that fit exactly', () => {
    const { packing, add } = start();
    add(...new Array(10).fill(50));
    expect(seqsOf(packing.write())).toHaveLength(10);
    expect([packing.length, packing.firstSeq, packing.isFull]).toEqual([0, undefined, false]);
  });

  test('takes 97 % of what would fit of too many, and the others go on waiting', () => {
    const { packing, add } = start();
    add(...new Array(19).fill(97));
    expect(seqsOf(packing.write())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Ten of 97 bytes are exactly a full one.
    expect([packing.length, packing.firstSeq, packing.isFull]).toEqual([10, 10, true]);
  });

  test('takes one at least', () => {
    const { packing, add } = start({ write: ({ lines }) => 'b'.repeat(5_000 * lines.length) });
    add(10, 10, 10);
    expect(seqsOf(packing.write())).toEqual([1]);
  });

  test('gives back what was sampled out behind the events that did not fit', () => {
    const { packing, sampledOut } = start({ maxEvents: 2, write: ({ lines }) => 'b'.repeat(600 * lines.length) });
    packing.add(event(1, 10));
    sampledOut.note('t', 2);
    packing.add(event(3, 10));
    expect(packing.write()).toMatchObject({ sampledOut: {} });
    expect(packing.write()).toMatchObject({ sampledOut: { t: [[2, 2]] } });
  });

  test('of nothing is an empty body, and leaves the chain as it is', () => {
    const { packing, sampledOut } = start();
    const first = event(1, 10);
    packing.add(first);
    expect(packing.write().previous).toBeUndefined();
    sampledOut.note('t', 2);
    const previous = { from: 1, to: 1, mac: macOf(first) };
    expect(packing.write()).toMatchObject({ events: [], sampledOut: {}, previous });
    expect(packing.write()).toMatchObject({ events: [], previous });
  });

  test('hands over all that wait, without a body', () => {
    const { packing, add } = start();
    add(500, 500);
    expect(packing.takeWaiting().map(({ seq }) => seq)).toEqual([1, 2]);
    expect([packing.length, packing.firstSeq, packing.isFull]).toEqual([0, undefined, false]);
    expect(packing.takeWaiting()).toEqual([]);
  });
});

describe('dividing', () => {
  test('gives the first half the odd event, the sampled-out numbers and the place in the chain', () => {
    const { packing, sampledOut } = start();
    const events = [1, 3, 4, 5, 6].map((seq) => event(seq, 10));
    const before = event(0, 10);
    packing.add(before);
    packing.write();
    sampledOut.note('t', 2);
    for (const each of events) packing.add(each);
    const [first, second, ...others] = packing.divide(packing.write());
    expect([seqsOf(first), seqsOf(second), others]).toEqual([[1, 3, 4], [5, 6], []]);
    expect(first).toMatchObject({ sampledOut: { t: [[2, 2]] }, previous: { from: 0, to: 0, mac: macOf(before) } });
    const previous = { from: 1, to: 4, mac: macOf(...events.slice(0, 3)) };
    expect(second).toMatchObject({ sampledOut: {}, previous });
  });
});

describe('numbers that sampling used up and no event follows', () => {
  test('are a body of their own', () => {
    const { packing, sampledOut } = start();
    expect(packing.writeSampledOut()).toBeUndefined();
    sampledOut.note('t', 1);
    sampledOut.note('t', 2);
    expect(packing.writeSampledOut()).toMatchObject({ events: [], sampledOut: { t: [[1, 2]] }, body: '' });
    expect([sampledOut.isEmpty, packing.writeSampledOut()]).toEqual([true, undefined]);
  });

  test('are not told where the body has no place for them', () => {
    const { packing, sampledOut } = start({ listsSampledOut: false });
    sampledOut.note('t', 1);
    expect(packing.writeSampledOut()).toBeUndefined();
    expect(sampledOut.isEmpty).toBe(false);
  });
});
