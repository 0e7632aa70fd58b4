import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import {
  currentContext,
  restoreContext,
  runInContext,
  runUnaudited,
} from '../../../../shared/client/context/context.js';

const bucket = { resource_id: 'bucket-1', role: 'bucket' };
const backend = { resource_id: 'backend-1', role: 'backend' };

describe('runInContext', () => {
  it('gives the result and is over afterwards', async () => {
    expect(currentContext()).toBeUndefined();
    const result = runInContext({ user_id: 'alice' }, async () => {
      await nextTurn();
      return currentContext()?.user_id;
    });
    expect(currentContext()).toBeUndefined();
    expect(await result).toBe('alice');
  });

  it('lays the inner context over the outer, appends related, and ignores what is undefined', () => {
    runInContext({ user_id: 'alice', correlation_id: 'r-1', related: [bucket] }, () =>
      runInContext({ user_id: undefined, source_ip: '10.0.0.1', related: [backend] }, () => {
        expect(currentContext()).toEqual({
          user_id: 'alice',
          correlation_id: 'r-1',
          source_ip: '10.0.0.1',
          related: [bucket, backend],
        });
        runInContext({ user_id: 'bob' }, () => expect(currentContext()?.related).toEqual([bucket, backend]));
      }),
    );
  });

  it('is shared by all copies of the module', async () => {
    vi.resetModules();
    const copy = await import('../../../../shared/client/context/context.js');
    expect(copy.runInContext).not.toBe(runInContext);
    copy.runInContext({ user_id: 'alice' }, () => expect(currentContext()?.user_id).toBe('alice'));
  });

  it('can be left for another, or for none', () => {
    runInContext({ user_id: 'alice' }, () => {
      expect(restoreContext(undefined, currentContext)).toBeUndefined();
      expect(runUnaudited(() => currentContext())).toEqual({ unaudited: true });
    });
  });
});
