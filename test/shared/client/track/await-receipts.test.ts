import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { EventLogger } from '../../../../shared/client/event/event-logger.js';
import type { Receipt } from '../../../../shared/client/fates/receipt.js';
import { AuditLogger } from '../../../../shared/client/record/audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';
import { acceptAll, SenderDouble } from '../../../support/sender-double.js';

class Desk {
  constructor(public auditLogger: EventLogger) {}
  async write(name: string): Promise<string> {
    if (name === '') throw new Error('no name');
    return name;
  }
}
instrument(Desk, { write: { type: 'vfs_operation', action: 'write', resource: (name) => name } });

/** A storage that answers when the test says so, and how far an operation has got. */
function start(config: { async: boolean }, name: string) {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const sender = new SenderDouble(async (bodies, call) => {
    await answered;
    return acceptAll(bodies, call);
  });
  const audit = new AuditLogger({ ...config, flush_interval_seconds: 0.01 }, { sender });
  const seen: string[] = [];
  const operation = new Desk(audit).write(name).then(
    (value) => seen.push(`returned ${value}`),
    (error) => seen.push(`threw ${error.message}`),
  );
  return { audit, sender, answer, operation, seen };
}

it.each([
  ['returns', 'file-1', 'returned file-1'],
  ['throws', '', 'threw no name'],
])('async: false makes an operation that %s wait until the storage has its event', async (_, name, end) => {
  const { audit, sender, answer, operation, seen } = start({ async: false }, name);
  await expect.poll(() => sender.calls.length).toBe(1);
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  expect(seen).toEqual([]);
  answer();
  await operation;
  expect(seen).toEqual([end]);
  expect(audit.counters().sent).toBe(1);
  await audit.close();
});

it('without it an operation returns while the storage still thinks', async () => {
  const { audit, sender, answer, seen } = start({ async: true }, 'file-1');
  // Far sooner than the longest wait for a receipt.
  await expect.poll(() => seen, { timeout: 2_000 }).toEqual(['returned file-1']);
  await expect.poll(() => sender.calls.length).toBe(1);
  expect(audit.counters()).toMatchObject({ sent: 0, attempted: 1 });
  answer();
  await audit.close();
  expect(audit.counters().sent).toBe(1);
});

it('a flush of 20,000 events lets other work in between', async () => {
  const count = 20_000;
  const sender = new SenderDouble();
  // A flush begins by itself only when this turn is over, and all are in.
  const audit = new AuditLogger({ batch_size: 10_000, max_buffered_events: count + 1 }, { sender });
  let last: Receipt | undefined;
  for (let at = 0; at < count; at += 1) {
    const details = { path: `/file-${at}.txt`, size: at };
    last = audit.logEvent({ event_type: 'vfs_operation', action: 'write', status: 'success', details });
  }
  expect(audit.counters().buffered).toBe(count);

  const turns: number[] = [];
  let isFlushing = true;
  const work = () => {
    turns.push(audit.counters().buffered);
    if (isFlushing) setImmediate(work);
  };
  setImmediate(work);
  const report = await audit.flush({ timeoutMs: 30_000 });
  isFlushing = false;
  expect(report).toMatchObject({ complete: true, sent: count });
  expect(await last).toEqual({ fate: 'sent' });
  // Work had its turn at many moments of the serialisation, not only before and after it.
  const moments = new Set(turns.filter((buffered) => buffered > 0 && buffered < count));
  expect(moments.size).toBeGreaterThan(20);
  await audit.close();
});
