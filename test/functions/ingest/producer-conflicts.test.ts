import { describe, expect, test } from 'vitest';
import { ProducerWatch } from '../../../functions/ingest/producer-watch.js';
import { writeEnvelope } from '../../../shared/event/envelope/envelope.js';
import { serialiseLine } from '../../../shared/event/line/line.js';
import { runIngest } from '../../support/ingest-fixture.js';
import { MemoryStore } from '../../support/memory-store.js';
import { makeMixedEvents } from '../../support/mixed-events.js';

const lines = makeMixedEvents(2, 'p-1').map(serialiseLine);
const message = (id: string, senderId: string, at: number, nonce?: string) => ({
  id,
  senderId,
  body: writeEnvelope({
    producer_id: 'p-1',
    lines: lines.slice(at, at + 1),
    sequences: [[at + 1, at + 1]],
    sampled_out: {},
    nonce,
  }),
});

describe('two senders that claim one producer', () => {
  test('are told apart by their roles, in one batch or in two, and both are stored', async () => {
    const store = new MemoryStore();
    const producers = new ProducerWatch();
    const first = await runIngest(store.roles, [message('a', 'AROAONE:x', 0)], { producers });
    const second = await runIngest(store.roles, [message('b', 'AROATWO:x', 1)], { producers });
    expect([first.report?.conflicts, second.report?.conflicts]).toEqual([0, 1]);
    expect(store.events).toHaveLength(2);
    expect(new Set(store.events.map(({ sn }) => sn)).size).toBe(2);
    const senders = store.manifests.flatMap(({ messages }) => messages.map((each) => each.sender));
    expect(senders).toEqual(['AROAONE:x', 'AROATWO:x'].map((name) => store.senders.get(name)));
  });

  test('are told apart by their runs where everybody has one role', async () => {
    const [one, two] = ['ab'.repeat(16), 'cd'.repeat(16)];
    const store = new MemoryStore();
    const { report } = await runIngest(store.roles, [message('a', 'r', 0, one), message('b', 'r', 0, two)]);
    expect(report?.conflicts).toBe(1);
    expect(store.events).toHaveLength(2);
  });

  test('are one when only the session or the message is another', async () => {
    const nonce = 'ab'.repeat(16);
    const store = new MemoryStore();
    const { report } = await runIngest(store.roles, [message('a', 'r:1', 0, nonce), message('b', 'r:2', 1, nonce)]);
    expect(report?.conflicts).toBe(0);
  });

  test('remembers so many, and forgets the oldest first', () => {
    const watch = new ProducerWatch(2);
    for (const producer of ['p-1', 'p-2', 'p-3']) expect(watch.isConflict(producer, 'one', undefined)).toBe(false);
    expect(watch.isConflict('p-2', 'two', undefined)).toBe(true);
    expect(watch.isConflict('p-1', 'two', undefined)).toBe(false);
    expect(watch.isConflict('http:1', 'one', undefined) || watch.isConflict('http:1', 'two', undefined)).toBe(false);
  });
});
