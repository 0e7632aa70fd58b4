import { describe, expect, it } from 'vitest';
import { runInContext } from '../../../../shared/client/context/context.js';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';

const KEPT = {
  user_id: 'alice',
  on_behalf_of: 'carol',
  correlation_id: 'request-1',
  operation_id: '00000000000000aa',
  related: [{ resource_id: 'project-7', role: 'project' }],
};

/** The event of work that goes on with `record`, called inside `surrounding`. */
function finish(record: unknown, surrounding: object = {}) {
  class Worker {
    finish(_record: unknown): string {
      return 'done';
    }
  }
  const audit = new MemoryAuditLogger();
  Reflect.apply(instrument, undefined, [
    Worker,
    { finish: { type: 'wal_operation', action: 'complete', continues: (kept: unknown) => kept } },
    audit,
  ]);
  expect(runInContext(surrounding, () => new Worker().finish(record))).toBe('done');
  return audit.get({});
}

describe('work that goes on with what its record kept', () => {
  it('belongs to the request that began it when nothing surrounds it', () => {
    expect(finish(KEPT)).toMatchObject({
      user_id: 'alice',
      on_behalf_of: 'carol',
      correlation_id: 'request-1',
      caused_by: '00000000000000aa',
      related: KEPT.related,
    });
  });

  it('is the deed of whoever does it now, in the request that began it', () => {
    const event = finish(KEPT, { user_id: 'bob', related: [{ resource_id: 'shift-2', role: 'shift' }] });
    expect(event).toMatchObject({ user_id: 'bob', correlation_id: 'request-1', caused_by: '00000000000000aa' });
    expect(event.related).toEqual([...KEPT.related, { resource_id: 'shift-2', role: 'shift' }]);
  });

  it('takes nothing twice inside that request itself', () => {
    const inside = { ...KEPT, operation_id: '00000000000000bb' };
    expect(finish(KEPT, inside)).toMatchObject({ caused_by: '00000000000000bb', related: KEPT.related });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'alice'],
    ['values of wrong types', { user_id: 7, correlation_id: null, related: 'project-7', operation_id: '' }],
    [
      'a record that throws',
      {
        get user_id(): string {
          throw new Error('gone');
        },
      },
    ],
  ])('stays an event of its own with %s', (_name, record) => {
    const event = finish(record, { user_id: 'bob' });
    expect(event).toMatchObject({ user_id: 'bob', status: 'success', correlation_id: event.operation_id });
    expect(event.related ?? []).toEqual([]);
  });
});
