import { describe, expect, it, vi } from 'vitest';
import { EventRejectedError } from '../../../../shared/client/fates/event-errors.js';
import { AuditLogger } from '../../../../shared/client/record/audit-logger.js';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { SenderDouble } from '../../../support/sender-double.js';

const event = { event_type: 'vfs_operation', action: 'write', status: 'success', resource_id: 'b:/a' } as const;

describe('MemoryAuditLogger', () => {
  it('holds what the trail would hold: filled, normalised, redacted', async () => {
    const audit = new MemoryAuditLogger();
    const details = { size: 1n, config: { password: 'hunter2' }, at: new Date(0) };
    await audit.logEvent({ ...event, details });
    details.config.password = 'changed';
    expect(audit.events[0]).toMatchObject({
      schema_version: 1,
      user_id: 'system',
      details: { size: '1', config: { password: '[redacted]' }, at: '1970-01-01T00:00:00.000Z' },
      redactions: [{ path: 'details.config.password' }],
      seq: 1,
    });
  });

  it('keeps apart what the trail would refuse', async () => {
    const audit = new MemoryAuditLogger();
    await expect(audit.logEvent({ ...event, resource_id: '' })).rejects.toThrow(EventRejectedError);
    expect([audit.events, audit.rejected.map((error) => error.field)]).toEqual([[], ['resource_id']]);
  });

  it('finds events by their fields', () => {
    const audit = new MemoryAuditLogger();
    audit.logEvent(event);
    audit.logEvent({ ...event, action: 'read' });
    audit.logEvent({ ...event, action: 'read', status: 'failure' });
    expect(audit.find({ action: 'read' })?.status).toBe('success');
    expect(audit.find({ action: 'mount' })).toBeUndefined();
    expect(audit.list({ action: 'read' })).toHaveLength(2);
    expect(audit.list()).toHaveLength(3);
    expect(audit.get({ status: 'failure' }).action).toBe('read');
    expect(() => audit.get({ action: 'read' })).toThrow('expected one event with {"action":"read"}, got 2 of 3');
    expect(() => audit.get({ action: 'mount' })).toThrow('got 0 of 3: vfs_operation/write/success');
    audit.clear();
    expect([audit.events, audit.rejected]).toEqual([[], []]);
  });

  it('takes and refuses what the real one does, and never throws either', async () => {
    const hostile = {
      get action(): string {
        throw new Error('hostile');
      },
    };
    const inputs: object[] = [
      event,
      { ...event, userid: 'alice' },
      { ...event, status: 'maybe' },
      { ...event, timestamp: 'yesterday, at about noon' },
      { ...event, operation_id: 'not hexadecimal.' },
      { ...event, event_type: 7 },
      Object.assign(hostile, { event_type: 'a', status: 'success' }),
      { ...event, details: 1n },
    ];
    const memory = new MemoryAuditLogger();
    const sender = new SenderDouble();
    const real = new AuditLogger({}, { sender });
    for (const input of inputs) for (const audit of [memory, real]) Reflect.apply(audit.logEvent, audit, [input]);
    await real.flush();
    const { rejected, attempted } = memory.counters();
    expect(Object.values(rejected)).toHaveLength(memory.rejected.length);
    expect(memory.rejected).toHaveLength(6);
    expect(attempted).toBe(inputs.length);
    expect(Object.keys(real.counters().rejected).filter((reason) => !(reason in rejected))).toEqual([]);
    expect(Object.keys(rejected).filter((reason) => !(reason in real.counters().rejected))).toEqual([]);
    await real.close();
  });

  it('has all that the real one has', async () => {
    const audit = new MemoryAuditLogger();
    const inAlice = <T>(fn: () => T) => audit.run({ user_id: 'alice' }, fn);
    inAlice(() => audit.bind(() => audit.logEvent(event)))();
    await audit.lambda(() => audit.logEvent(event))({}, { awsRequestId: 'request-7' });
    expect(audit.events).toMatchObject([{ user_id: 'alice' }, { correlation_id: 'request-7' }]);
    expect(await audit.flush()).toMatchObject({ complete: true, pending: 0 });
    await audit.close();
    await expect(audit.logEvent(event)).rejects.toThrow('closed');
    expect(audit.counters()).toMatchObject({ attempted: 3, sent: 2, dropped: { closed: 1 } });
  });

  it('is no exception under fake timers: receipts of the real one settle', async () => {
    vi.useFakeTimers();
    try {
      const audit = new AuditLogger({}, { sender: new SenderDouble() });
      expect(await audit.logEvent(event)).toEqual({ fate: 'sent' });
      await audit.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
