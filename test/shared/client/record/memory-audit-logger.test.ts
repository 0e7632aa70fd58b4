import { describe, expect, it } from 'vitest';
import { EventRejectedError } from '../../../../shared/client/fates/event-errors.js';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';

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
});
