/** Which writes a message is made of, in which order, and what it waits for. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { settle, type Write } from '../../../functions/ingest/landings.js';
import { MessageWork } from '../../../functions/ingest/message-work.js';
import { MAX_WRITES_PER_DELIVERY, planWrites } from '../../../functions/ingest/plan-writes.js';
import { writeEnvelope } from '../../../shared/event/envelope/envelope.js';
import type { EventLine } from '../../../shared/event/event.js';
import { serialiseLine } from '../../../shared/event/line/line.js';
import { MAX_RELATED } from '../../../shared/event/values/limits.js';
import { Epochs } from '../../../shared/store/epochs.js';
import { envelopeOf, runIngest, TRAIL_KEY } from '../../support/ingest-fixture.js';
import { MemoryStore } from '../../support/memory-store.js';
import { makeMixedEvents } from '../../support/mixed-events.js';
import { SENDER_ID, SENT_AT_MS } from '../../support/sqs-event.js';

const CONTEXT = {
  trailKey: TRAIL_KEY,
  ownKey: Buffer.alloc(32, 8),
  epochs: new Epochs([]),
  senders: new Map([[SENDER_ID, 7]]),
  nowMs: SENT_AT_MS,
};

function openMessageOf(body: string, messageId = 'm') {
  const origin = { messageId, senderId: SENDER_ID, sentAtMs: SENT_AT_MS, receivedAtMs: SENT_AT_MS };
  return { work: new MessageWork(origin, 2_000_000_000), body };
}

/** `count` events of one producer, each with so many links. */
function makeLinked(count: number, links: number, producer = 'p-1'): EventLine[] {
  return makeMixedEvents(count, producer).map((event) => ({
    ...event,
    related: Array.from({ length: links }, (_, at) => ({ resource_id: `r-${at}`, role: 'part' })),
  }));
}

const isLink = ({ item }: Write) => 'tp' in item;

describe('a message', () => {
  test('waits for its events and every one of their links', () => {
    const message = openMessageOf(envelopeOf(makeLinked(2, 3)));
    const writes = [...planWrites([message], CONTEXT)];
    expect(writes.map(isLink)).toEqual([false, true, true, true, false, true, true, true]);
    expect(new Set(writes.map(({ kind }) => kind))).toEqual(new Set(['event']));
    for (const write of writes) {
      expect(message.work.isStored).toBe(false);
      settle(write.landing);
    }
    expect(message.work.isStored).toBe(true);
  });

  test('is handed back, and in no manifest, while the table does not take a link', async () => {
    const store = new MemoryStore();
    let calls = 0;
    const roles = {
      ...store.roles,
      events: {
        writeEvents: async (items: Parameters<MemoryStore['writeEvents']>[0]) => {
          calls += 1;
          const links = items.filter((item) => 'tp' in item);
          await store.writeEvents(items.filter((item) => !('tp' in item)));
          return links;
        },
      },
    };
    const { returned } = await runIngest(roles, [{ id: 'm', body: envelopeOf(makeLinked(2, 3)) }], {
      // Time is up after some calls, however long they take.
      remainingTimeMs: () => (calls < 20 ? 100_000 : 10_000),
    });
    expect({ returned, events: store.events.length, manifests: store.manifests }).toEqual({
      returned: ['m'],
      events: 2,
      manifests: [],
    });
  });

  test('knows its header, and its sender where it has a number', () => {
    const message = openMessageOf(envelopeOf(makeLinked(1, 0)));
    const senderId = 'AROAOTHER:unknown';
    const unknown = { ...openMessageOf('[]'), work: new MessageWork({ ...message.work.origin, senderId }, 1) };
    for (const _ of planWrites([message, unknown], CONTEXT));
    expect(message.work.header).toMatchObject({ producer_id: 'p-1' });
    expect([message.work.sender, unknown.work.sender]).toEqual([7, 0]);
  });

  test('that repeats a line counts it and writes it once', () => {
    const [first, second] = makeLinked(2, 1);
    if (first === undefined || second === undefined) throw new Error('no events');
    const message = openMessageOf(envelopeOf([first, second, first, first]));
    expect([...planWrites([message], CONTEXT)]).toHaveLength(4);
    expect(message.work).toMatchObject({ repeated: 2, writes: 4 });
    expect(message.work.listed).toHaveLength(2);
  });

  test('lists an event that another message of the batch writes, and waits for those writes', () => {
    const body = envelopeOf(makeLinked(1, 2));
    const [one, other] = [openMessageOf(body, 'm-1'), openMessageOf(body, 'm-2')];
    const writes = [...planWrites([one, other], CONTEXT)];
    expect(writes).toHaveLength(3);
    expect([one.work.listed.length, other.work.listed.length]).toEqual([1, 1]);
    for (const { landing } of writes) {
      expect([one.work.isStored, other.work.isStored]).toEqual([false, false]);
      settle(landing);
    }
    expect([one.work.isStored, other.work.isStored]).toEqual([true, true]);
  });
});

describe('a turn', () => {
  const makePlain = (count: number, producer: string, text = '') =>
    makeMixedEvents(count, producer).map(({ related: _, error: __, ...event }) => ({ ...event, details: { text } }));
  /** How many writes of the first message come before the one of the second. */
  function countBefore(events: readonly EventLine[]): number {
    const other = openMessageOf(envelopeOf(makePlain(1, 'p-other')), 'other');
    const writes = [...planWrites([openMessageOf(envelopeOf(events)), other], CONTEXT)];
    expect(writes).toHaveLength(events.length + 1);
    return writes.findIndex(({ item }) => 'li' in item && item.li.includes('"p-other"'));
  }

  test('ends while another event with all its links would still fit', () => {
    // 2,000 writes a turn, 33 of an event.
    expect(countBefore(makePlain(2_000, 'p-big'))).toBe(1_968);
  });

  test('is the last of a delivery that has no room for another event with all its links', () => {
    const message = openMessageOf(envelopeOf(makeLinked(300, MAX_RELATED)));
    const writes = [...planWrites([message], CONTEXT)];
    const events = Math.floor(MAX_WRITES_PER_DELIVERY / (1 + MAX_RELATED));
    expect(writes).toHaveLength(events * (1 + MAX_RELATED));
    expect(message.work).toMatchObject({ isPlanned: true, isContinued: true, nextLine: events, isStored: false });
  });

  test('ends at the share of lines that two million characters are', () => {
    const events = makePlain(40, 'p-big', 'x'.repeat(60_000));
    const characters = events.reduce((sum, event) => sum + serialiseLine(event).length, 0);
    const share = Math.ceil((2_000_000 * 40) / characters);
    expect(share).toBeLessThan(40);
    expect(countBefore(events)).toBe(share);
  });
});

describe('what is wrong', () => {
  test('with a line goes to quarantine under its number, from 1', () => {
    const lines = envelopeOf(makeLinked(3, 0)).split('\n');
    lines[2] = '{"broken';
    const message = openMessageOf(lines.join('\n'));
    const writes = [...planWrites([message], CONTEXT)];
    expect(writes.map(({ kind }) => kind)).toEqual(['event', 'quarantine', 'event']);
    expect(writes[1]?.item).toMatchObject({ position: 2, raw: '{"broken' });
    expect(message.work).toMatchObject({ quarantined: 1, writes: 3 });
  });

  test('with a header is told once, in whatever many turns and deliveries its lines are stored', () => {
    const events = makeLinked(70, MAX_RELATED);
    const ranges = Array.from({ length: 12_000 }, (_, at): [number, number] => [2 * at + 1_000, 2 * at + 1_000]);
    const body = writeEnvelope({
      producer_id: 'p-1',
      lines: events.map(serialiseLine),
      sequences: [[1, 70]],
      sampled_out: { t: ranges },
    });
    const message = openMessageOf(body);
    const quarantined = [...planWrites([message], CONTEXT)].filter(({ kind }) => kind === 'quarantine');
    expect(quarantined.map(({ item }) => item)).toMatchObject([{ position: 0 }]);
    expect(message.work).toMatchObject({ quarantined: 1, nextLine: 70, writes: 1 + 70 * (1 + MAX_RELATED) });

    const again = openMessageOf(body);
    again.work.nextLine = 69;
    expect([...planWrites([again], CONTEXT)].filter(({ kind }) => kind === 'quarantine')).toEqual([]);
    expect(again.work.quarantined).toBe(0);
  });
});

test('the MAC of the lines is computed under the nonce of the header', () => {
  const nonce = '00112233445566778899aabbccddeeff';
  const lines = makeLinked(2, 0).map(serialiseLine);
  const message = openMessageOf(
    writeEnvelope({ producer_id: 'p-1', lines, sequences: [[1, 2]], sampled_out: {}, nonce }),
  );
  for (const _ of planWrites([message], CONTEXT));
  const mac = createHmac('sha256', Buffer.from(nonce, 'hex')).update(lines.join('\n')).digest('hex');
  expect(message.work.linesMac).toBe(mac);
});
