import { describe, expect, test } from 'vitest';
import { EventCounters } from '../../../../shared/client/fates/counters.js';
import { EventDroppedError, EventRejectedError } from '../../../../shared/client/fates/event-errors.js';
import { Fates } from '../../../../shared/client/fates/fates.js';
import { LostEvents } from '../../../../shared/client/fates/lost-events.js';
import { Receipt } from '../../../../shared/client/fates/receipt.js';

function start() {
  const fates = new Fates(new EventCounters(), new LostEvents());
  /** What was counted, and what a gap event would say is missing. */
  const tell = () => {
    const { filtered, sampled_out, rejected, dropped, sent } = fates.counters.snapshot({ buffered: 0, in_flight: 0 });
    const lost = fates.lost.takeReports().map(({ reason, count }) => [reason, count]);
    return { filtered, sampled_out, rejected, dropped, sent, lost };
  };
  return { fates, tell };
}

const NOTHING = { filtered: {}, sampled_out: {}, rejected: {}, dropped: {}, sent: 0, lost: [] };
const errorOf = (receipt: Receipt) =>
  receipt.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an event that the buffer has taken', () => {
  test('sent: all of a body at once', async () => {
    const { fates, tell } = start();
    const events = [{ receipt: new Receipt() }, { receipt: new Receipt() }];
    fates.sent(events);
    fates.sent([{ receipt: new Receipt() }]);
    expect(await Promise.all(events.map(({ receipt }) => receipt))).toEqual([{ fate: 'sent' }, { fate: 'sent' }]);
    expect(tell()).toEqual({ ...NOTHING, sent: 3 });
  });

  test('refused by the storage: it is missing from the trail', async () => {
    const { fates, tell } = start();
    const event = { receipt: new Receipt() };
    fates.refused(event, 'refused_Bad');
    const error = await errorOf(event.receipt);
    expect(error).toBeInstanceOf(EventRejectedError);
    expect(error).toMatchObject({ reason: 'refused_Bad', expected: 'the storage to accept it', got: 'a refusal' });
    expect(tell()).toEqual({ ...NOTHING, rejected: { refused_Bad: 1 }, lost: [['refused_Bad', 1]] });
  });

  test.each([
    ['a field that is wrong', new EventRejectedError('bad_details', 'details', 'JSON', 'a loop'), 'bad_details'],
    ['a value that no rule foresaw', new TypeError('broken'), 'unwritable'],
  ])('not written for %s: it is missing from the trail', async (_, thrown, reason) => {
    const { fates, tell } = start();
    const event = { receipt: new Receipt() };
    fates.unwritable(event, thrown);
    const error = await errorOf(event.receipt);
    expect(error).toBeInstanceOf(EventRejectedError);
    expect(error).toMatchObject({ reason });
    expect(thrown === error || (error as Error).cause === thrown).toBe(true);
    expect(tell()).toEqual({ ...NOTHING, rejected: { [reason]: 1 }, lost: [[reason, 1]] });
  });

  test('dropped: counted; whoever drops it says what is missing', async () => {
    const { fates, tell } = start();
    const event = { receipt: new Receipt() };
    fates.dropped(event, 'closed');
    expect(await errorOf(event.receipt)).toBeInstanceOf(EventDroppedError);
    expect(await errorOf(event.receipt)).toMatchObject({ reason: 'closed' });
    expect(tell()).toEqual({ ...NOTHING, dropped: { closed: 1 } });
  });
});

describe('a fate that is known in the call', () => {
  test.each([
    ['a field that is wrong', new EventRejectedError('bad_status', 'status', 'a status', '7'), 'bad_status'],
    ['reading the event threw', new TypeError('a getter'), 'unreadable'],
  ])('rejected, because %s', async (_, thrown, reason) => {
    const { fates, tell } = start();
    const error = await errorOf(fates.rejectedInCall(thrown));
    expect(error).toBeInstanceOf(EventRejectedError);
    expect(error).toMatchObject({ reason });
    expect(thrown === error || (error as Error).cause === thrown).toBe(true);
    expect(tell()).toEqual({ ...NOTHING, rejected: { [reason]: 1 }, lost: [[reason, 1]] });
  });

  test('what threw is described, and no field is blamed', async () => {
    expect(await errorOf(start().fates.rejectedInCall('text'))).toMatchObject({
      field: undefined,
      expected: 'an event that can be read and written',
      got: 'an error',
      cause: 'text',
    });
  });

  test('dropped: each counts, and all of a reason share a receipt', async () => {
    const { fates, tell } = start();
    const receipts = [fates.droppedInCall('buffer_full'), fates.droppedInCall('buffer_full')];
    const other = fates.droppedInCall('closed');
    expect(receipts[0]).toBe(receipts[1]);
    expect(await errorOf(other)).toMatchObject({ name: 'EventDroppedError', reason: 'closed' });
    for (const each of receipts) expect(await errorOf(each)).toMatchObject({ reason: 'buffer_full' });
    const lost = [
      ['buffer_full', 2],
      ['closed', 1],
    ];
    expect(tell()).toEqual({ ...NOTHING, dropped: { buffer_full: 2, closed: 1 }, lost });
  });

  test('filtered and sampled out: on purpose, so nothing is missing', async () => {
    const { fates, tell } = start();
    const receipts = [fates.filtered('disabled'), fates.filtered('event_type'), fates.filtered('disabled')];
    expect(receipts[0]).toBe(receipts[2]);
    expect(await Promise.all(receipts)).toMatchObject([
      { fate: 'filtered', reason: 'disabled' },
      { fate: 'filtered', reason: 'event_type' },
      { fate: 'filtered', reason: 'disabled' },
    ]);
    const sampled = [fates.sampledOut('wal_operation'), fates.sampledOut('vfs_operation')];
    expect(sampled[0]).toBe(sampled[1]);
    expect(await sampled[0]).toEqual({ fate: 'sampled_out', reason: 'the configured rate' });
    const counted = {
      filtered: { disabled: 2, event_type: 1 },
      sampled_out: { wal_operation: 1, vfs_operation: 1 },
    };
    expect(tell()).toEqual({ ...NOTHING, ...counted });
  });
});
