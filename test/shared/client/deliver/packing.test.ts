import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pack, type PackedEvent, Packing } from '../../../../shared/client/deliver/packing.js';
import { SampledOut } from '../../../../shared/client/deliver/sampled-out.js';
import { Receipt } from '../../../../shared/client/fates/receipt.js';
import { envelopeFormat, listFormat } from '../../../../shared/client/senders/body-format.js';
import { readEnvelope } from '../../../../shared/event/envelope/envelope-reader.js';
import { TARGET_MESSAGE_BYTES } from '../../../../shared/event/values/limits.js';

function event(seq: number, text: string): PackedEvent {
  return { seq, line: JSON.stringify({ seq, text }), receipt: new Receipt() };
}

/** Packs as the delivery does. */
function packAll(packing: Packing, events: readonly PackedEvent[]): Pack[] {
  const packs: Pack[] = [];
  for (const each of events) {
    packing.add(each);
    if (packing.isFull) packs.push(packing.write());
  }
  while (packing.length > 0) packs.push(packing.write());
  return packs;
}

const NONCE = '00112233445566778899aabbccddeeff';
const seqsOf = (packs: readonly Pack[]) => packs.flatMap((pack) => pack.events.map(({ seq }) => seq));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('packing', () => {
  test.each([
    ['text that compresses well', () => 'the same words again and again '.repeat(10)],
    ['text that hardly does', () => randomBytes(300).toString('base64')],
    [
      'first the one, then the other',
      (at: number) => (at < 3_000 ? 'x'.repeat(400) : randomBytes(300).toString('hex')),
    ],
  ])('fills envelopes to the target and not beyond: %s', (_, text) => {
    const packing = new Packing(envelopeFormat, 'p', new SampledOut(), NONCE);
    const packs = packAll(
      packing,
      upTo(6_000).map((seq) => event(seq, text(seq))),
    );
    expect(seqsOf(packs)).toEqual(upTo(6_000));
    for (const { body } of packs) expect(body.length).toBeLessThanOrEqual(TARGET_MESSAGE_BYTES);
    const full = packs
      .slice(2, -1)
      .filter(({ body, events }) => body.length > 0.85 * TARGET_MESSAGE_BYTES || events.length === 2_000);
    expect(full.length).toBeGreaterThanOrEqual(Math.floor((packs.length - 3) * 0.8));
  });

  test('never holds more than 2,000 events', () => {
    const packing = new Packing(envelopeFormat, 'p', new SampledOut(), NONCE);
    const packs = packAll(
      packing,
      upTo(5_000).map((seq) => event(seq, '')),
    );
    expect(packs.map(({ events }) => events.length)).toEqual([2_000, 2_000, 1_000]);
  });

  test('an event that is larger than the target goes alone', () => {
    const packing = new Packing(envelopeFormat, 'p', new SampledOut(), NONCE);
    const packs = packAll(packing, [
      event(1, 'small'),
      event(2, randomBytes(60_000).toString('base64')),
      event(3, 'small'),
    ]);
    expect(packs.map(({ events }) => events.map(({ seq }) => seq))).toContainEqual([2]);
    expect(seqsOf(packs).sort()).toEqual([1, 2, 3]);
  });

  test('each body names its run, and the one before it by what only that run can compute', () => {
    const packing = new Packing(envelopeFormat, 'p', new SampledOut(), NONCE);
    const packs = packAll(
      packing,
      upTo(4_500).map((seq) => event(seq, '')),
    );
    const divided = packs.flatMap((pack, at) => (at === 1 ? packing.divide(pack) : [pack]));
    const envelopes = [packs, divided].map((bodies) => bodies.map(({ body }) => readEnvelope(body)));
    const links = envelopes.map(([first, ...rest]) => {
      const chained: boolean[] = [];
      expect(first?.header).toMatchObject({ nonce: NONCE });
      expect(first?.header.prev).toBeUndefined();
      for (const [at, { header }] of rest.entries()) {
        const before = at === 0 ? first : rest[at - 1];
        const lines = before?.lines ?? [];
        const mac = createHmac('sha256', Buffer.from(NONCE, 'hex')).update(lines.join('\n')).digest('hex');
        const [from, to] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line ?? '{}').seq);
        chained.push(header.prev?.from === from && header.prev?.to === to && header.prev?.mac === mac);
      }
      return chained;
    });
    // The one behind a body that was divided names other bounds than its halves have: that is not comparable.
    expect(links).toEqual([
      [true, true],
      [true, true, false],
    ]);
  });

  test('the header tells sequences, and what was sampled out before its last event', () => {
    const sampledOut = new SampledOut();
    const packing = new Packing(envelopeFormat, 'p', sampledOut, NONCE);
    packing.add(event(1, ''));
    sampledOut.note('wal_operation', 2);
    sampledOut.note('wal_operation', 3);
    sampledOut.note('vfs_operation', 4);
    packing.add(event(5, ''));
    sampledOut.note('wal_operation', 6);
    const pack = packing.write();
    expect(readEnvelope(pack.body).header).toMatchObject({
      producer_id: 'p',
      sequences: [
        [1, 1],
        [5, 5],
      ],
      sampled_out: { wal_operation: [[2, 3]], vfs_operation: [[4, 4]] },
      events: 2,
    });
    sampledOut.putBack(pack.sampledOut);
    packing.add(event(7, ''));
    expect(readEnvelope(packing.write().body).header.sampled_out).toEqual({
      wal_operation: [
        [2, 3],
        [6, 6],
      ],
      vfs_operation: [[4, 4]],
    });
  });

  test('divides into halves that hold the same events', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), (count) => {
        const packing = new Packing(listFormat, 'p', new SampledOut(), NONCE);
        for (const seq of upTo(count)) packing.add(event(seq, ''));
        const halves = packing.divide(packing.write());
        expect(halves).toHaveLength(2);
        expect(seqsOf(halves)).toEqual(upTo(count));
        for (const { body, events } of halves) expect(JSON.parse(body)).toHaveLength(events.length);
      }),
    );
  });

  test('ranges of sampled-out numbers are bounded', () => {
    const sampledOut = new SampledOut();
    let noted = 0;
    for (let seq = 1; seq <= 50_000; seq++) if (sampledOut.note(seq % 2 === 0 ? 'a' : 'b', seq)) noted++;
    expect(noted).toBe(20_000);
    const listed = Object.values(sampledOut.takeUpTo(Number.MAX_SAFE_INTEGER)).flat();
    expect(listed).toHaveLength(1_000);
  });
});
