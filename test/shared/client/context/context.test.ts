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

  it('tolerates what is missing, and warns once of what is misspelt', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    const misspelt: object = { userId: 'bob', nonsense: 1 };
    runInContext({ user_id: 'alice', tags: ['a'], related: [bucket] }, () => {
      for (const missing of [undefined, null, {}, { user_id: null, tags: null }, misspelt, misspelt]) {
        const seen: unknown = Reflect.apply(runInContext, undefined, [missing, currentContext]);
        expect(seen).toEqual({ user_id: 'alice', tags: ['a'], related: [bucket] });
      }
    });
    expect(runInContext(undefined, () => 7)).toBe(7);
    await nextTurn();
    process.off('warning', listen);
    expect(warnings).toEqual(['A context has no "userId"; did you mean user_id?', 'A context has no "nonsense"']);
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
