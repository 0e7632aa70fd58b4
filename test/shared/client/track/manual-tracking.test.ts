import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';

const audit = new MemoryAuditLogger();
let { trackBackend, trackVfs } = await import('../../../../shared/client/track/manual-tracking.js');

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(async () => {
  audit.clear();
  vi.resetModules();
  ({ trackBackend, trackVfs } = await import('../../../../shared/client/track/manual-tracking.js'));
});

describe('manual tracking', () => {
  it('logs what it is told, with all its details', () => {
    trackBackend(audit, { backendId: 'b-1', operation: 'create', userId: 'alice', details: { zone: 'x' } });
    trackVfs(audit, { bucketId: 'bucket-1', operation: 'mount' });
    const error = { code: 'ENOSPC', message: 'full' };
    trackVfs(audit, { bucketId: 'bucket-1', path: '/a.txt', operation: 'write', error });
    expect(audit.events).toMatchObject([
      {
        event_type: 'backend_operation',
        action: 'create',
        status: 'success',
        resource_id: 'b-1',
        user_id: 'alice',
        details: { zone: 'x' },
      },
      { event_type: 'vfs_operation', action: 'mount', status: 'success', resource_id: 'bucket-1', user_id: 'system' },
      {
        action: 'write',
        status: 'failure',
        resource_id: 'bucket-1:/a.txt',
        related: [{ resource_id: 'bucket-1', role: 'bucket' }],
        error,
      },
    ]);
  });

  it('warns once each, and says what to use', async () => {
    // Warnings come a turn later: those of the test before must not be counted here.
    await nextTurn();
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    for (let call = 0; call < 3; call++) {
      trackBackend(audit, { backendId: 'b-1', operation: 'test' });
      trackVfs(audit, { bucketId: 'bucket-1', operation: 'mount' });
    }
    await nextTurn();
    process.off('warning', listen);
    expect(warnings.map(({ name, message }) => [name, message.split(':')[0]])).toEqual([
      ['DeprecationWarning', 'trackBackend() is deprecated'],
      ['DeprecationWarning', 'trackVfs() is deprecated'],
    ]);
    expect(warnings[0]?.message).toContain('audited(audit, policy) or instrument(Class, policy, audit)');
  });

  it('adds nothing inside an operation that is tracked', async () => {
    class Manager {
      async create(id: string): Promise<string> {
        await Promise.resolve();
        trackBackend(audit, { backendId: id, operation: 'create' });
        return id;
      }
    }
    await new Manager().create('b-1');
    expect(audit.list({ action: 'create' })).toHaveLength(1);
    instrument(Manager, { create: { type: 'backend_operation', action: 'create', resource: (id) => id } }, audit);
    await new Manager().create('b-2');
    expect(audit.list({ resource_id: 'b-2' })).toHaveLength(1);
  });

  it('never throws', () => {
    const broken = {
      logEvent() {
        throw new Error('broken');
      },
    };
    expect(trackBackend(broken, { backendId: 'b-1', operation: 'create' })).toBeUndefined();
  });
});
