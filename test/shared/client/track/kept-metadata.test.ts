import { describe, expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';
import { notAudited } from '../../../../shared/client/track/not-audited.js';
import { type MetadataKeeper, moveMetadata } from '../../../../shared/client/track/stand-for.js';

/** As `reflect-metadata` keeps it: by the function. */
function createKeeper(): MetadataKeeper & { readonly kept: WeakMap<object, Map<unknown, unknown>> } {
  const kept = new WeakMap<object, Map<unknown, unknown>>();
  return {
    kept,
    getOwnMetadataKeys: (target: object) => [...(kept.get(target)?.keys() ?? [])],
    getOwnMetadata: (key: unknown, target: object) => kept.get(target)?.get(key),
    defineMetadata: (key: unknown, value: unknown, target: object) => {
      kept.set(target, (kept.get(target) ?? new Map()).set(key, value));
    },
  };
}

describe('what is kept by a function', () => {
  it('is found by what takes its place', () => {
    const keeper = createKeeper();
    const [from, to] = [() => 1, () => 2];
    keeper.defineMetadata('path', '/list', from);
    moveMetadata(from, to, keeper);
    expect(keeper.getOwnMetadata('path', to)).toBe('/list');
    moveMetadata(from, to, Reflect);
    moveMetadata(from, to, {});
  });

  it('is kept where it was added to a tracked method that a subclass decides on anew', () => {
    class Base {
      list(): number {
        return 1;
      }
      count(): number {
        return 2;
      }
    }
    class Sub extends Base {}
    const audit = new MemoryAuditLogger();
    const row = { type: 'thing', action: 'list' };
    instrument(Base, { list: row, count: row }, audit);
    Object.assign(Base.prototype.list, { route: '/list' });
    Object.assign(Base.prototype.count, { route: '/count' });
    instrument(Sub, { list: row, count: notAudited('a number') }, audit);
    expect([Reflect.get(Sub.prototype.list, 'route'), Reflect.get(Sub.prototype.count, 'route')]).toEqual([
      '/list',
      '/count',
    ]);
    expect([new Sub().list(), new Sub().count(), audit.events.length]).toEqual([1, 2, 1]);
  });

  it('carries no mark that would make a mixin look tracked', () => {
    class Source {
      run(): number {
        return 1;
      }
    }
    class Target {}
    const audit = new MemoryAuditLogger();
    instrument(Source, { run: { type: 'thing', action: 'run' } }, audit);
    expect(Reflect.ownKeys(Source.prototype.run).sort()).toEqual(['length', 'name']);
    const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(Source.prototype);
    Object.defineProperties(Target.prototype, members);
    Reflect.apply(instrument, undefined, [Target, { run: { type: 'thing', action: 'mixed' } }, audit]);
    Reflect.apply(Reflect.get(Target.prototype, 'run'), new Target(), []);
    expect(audit.events.map(({ action }) => action)).toEqual(['mixed']);
  });
});
