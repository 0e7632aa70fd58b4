import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { EventDroppedError } from '../../../../shared/client/fates/event-errors.js';
import { Receipt } from '../../../../shared/client/fates/receipt.js';

const sent = { fate: 'sent' } as const;

describe('receipt', () => {
  test('resolves for everybody who waits, before and after it is settled', async () => {
    const receipt = new Receipt();
    const early = Promise.resolve(receipt);
    receipt.resolve(sent);
    expect(await early).toEqual(sent);
    expect(await receipt).toEqual(sent);
    expect(await Promise.all([receipt, receipt])).toEqual([sent, sent]);
  });

  test('rejects with a named error', async () => {
    const receipt = new Receipt();
    const waiting = expect(receipt.then()).rejects.toThrow(EventDroppedError);
    receipt.reject(() => new EventDroppedError('buffer_full'));
    await waiting;
    await expect(receipt.then()).rejects.toMatchObject({ name: 'EventDroppedError', reason: 'buffer_full' });
  });

  test('the first fate stays', async () => {
    const receipt = new Receipt();
    receipt.resolve(sent);
    receipt.reject(() => new EventDroppedError('closed'));
    expect(await receipt).toEqual(sent);
  });

  test('a rejection that nobody looks at makes no error and no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    let made = 0;
    new Receipt().reject(() => {
      made++;
      return new EventDroppedError('closed');
    });
    // Node tells of them before the next turn of its loop.
    await nextTurn();
    process.off('unhandledRejection', note);
    expect(made).toBe(0);
    expect(unhandled).toEqual([]);
  });

  test('tells its owner once that somebody waits, and not when it is settled', async () => {
    let awaited = 0;
    const owner = { awaited: () => awaited++ };
    const receipt = new Receipt(owner);
    const waiting = [receipt.then(), receipt.then()];
    expect(awaited).toBe(1);
    receipt.resolve(sent);
    await Promise.all(waiting);
    const settled = new Receipt(owner);
    settled.resolve(sent);
    await settled;
    expect(awaited).toBe(1);
  });
});
