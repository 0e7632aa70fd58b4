import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { currentContext } from '../../../../../shared/client/context/context.js';
import { trackMethod } from '../../../../support/track-method.js';

const boom = new Error('boom');
type Handlers = [((value: unknown) => unknown)?, ((error: unknown) => unknown)?];

/** Runs at once, is no promise, and its methods do not use each other. */
class Running {
  readonly #promise: Promise<unknown>;
  constructor(work: () => unknown) {
    this.#promise = Promise.resolve().then(work);
  }
  // biome-ignore lint/suspicious/noThenProperty: what is tested
  then(...handlers: Handlers): Promise<unknown> {
    return this.#promise.then(...handlers);
  }
  catch(onError: (error: unknown) => unknown): Promise<unknown> {
    return this.#promise.catch(onError);
  }
  finally(onEnd: () => void): Promise<unknown> {
    return this.#promise.finally(onEnd);
  }
  execute(): Promise<unknown> {
    return this.#promise;
  }
  andThen(step: (value: unknown) => unknown): Running {
    return new Running(() => this.#promise.then(step));
  }
  where(): this {
    return this;
  }
  toText(): string {
    return 'text';
  }
}
const fails = () => {
  throw boom;
};

describe('a thenable that is not awaited by then', () => {
  it.each([
    ['catch', (running: Running) => running.catch(() => 'caught'), 'failure'],
    ['finally', (running: Running) => running.finally(() => undefined), 'failure'],
    ['execute', (running: Running) => running.execute(), 'failure'],
    ['a builder that gives itself', (running: Running) => running.where().execute(), 'failure'],
    ['a step of the caller', async (running: Running) => await running.andThen(() => 1), 'unknown'],
    ['a question before', (running: Running) => [running.toText(), running.execute()][1], 'failure'],
  ] as const)('has its event by %s', async (_, follow, status) => {
    const { thing, statuses } = trackMethod((work: () => unknown) => new Running(work));
    await Promise.resolve(follow(thing.run(fails))).catch(() => undefined);
    expect(statuses()).toEqual([status]);
    await Promise.resolve(follow(thing.run(() => 7))).catch(() => undefined);
    expect(statuses()[1]).toBe(status === 'failure' ? 'success' : 'unknown');
  });

  it('gives what it gave', async () => {
    const { thing } = trackMethod((work: () => unknown) => new Running(work));
    expect(await thing.run(fails).catch(() => 'caught')).toBe('caught');
    expect(await thing.run(() => 7).finally(() => undefined)).toBe(7);
    await expect(thing.run(fails).finally(() => undefined)).rejects.toBe(boom);
    expect(await thing.run(() => null).execute()).toBe(null);
  });

  it('carries nothing that a copy takes along', async () => {
    const { thing } = trackMethod((work: () => unknown) => new Running(work));
    const running = thing.run(() => 7);
    expect(Reflect.ownKeys(running)).toEqual([]);
    const copy: PromiseLike<unknown> = Object.defineProperties(
      Promise.resolve(8),
      Object.getOwnPropertyDescriptors(running),
    );
    expect(await copy).toBe(8);
    expect(await Promise.all([running, running])).toEqual([7, 7]);
  });

  it('may be given any number of times', async () => {
    const kept = new Running(() => 7);
    const { thing, statuses } = trackMethod(() => kept);
    for (let call = 0; call < 20_000; call++) expect(thing.run()).toBe(kept);
    expect(await kept).toBe(7);
    await thing.run();
    expect(new Set(statuses())).toEqual(new Set(['unknown', 'success']));
    expect(statuses()).toHaveLength(20_001);
  });

  it('that nobody asks for its end is unknown when it is gone', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const { thing, audit } = trackMethod((work: () => unknown) => new Running(work));
    (() => void thing.run(() => 7))();
    for (let turn = 0; turn < 100 && audit.events.length === 0; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (typeof collect === 'function') collect();
    }
    expect(audit.events).toMatchObject([{ status: 'unknown', details: { audit_error: expect.any(String) } }]);
  });
});

describe('a promise that is given to several', () => {
  it('is one for all of them, with an event each', async () => {
    const kept = new Promise((resolve) => setImmediate(resolve, 7));
    const { thing, statuses } = trackMethod(() => kept);
    const [first, second] = [thing.run(), thing.run()];
    expect(first).toBe(second);
    expect(await first).toBe(7);
    expect(thing.run()).toBe(first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(statuses()).toEqual(['success', 'success', 'success']);
  });
});

describe('iterated by protocol', () => {
  /** As compilers build one for targets without generators. */
  const build = (values: readonly unknown[], end: () => unknown) => {
    const left = [...values];
    return {
      next: async () => (left.length > 0 ? { done: false, value: left.shift() } : { done: true, value: end() }),
      return: async (value?: unknown) => ({ done: true, value }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  const collect = async (source: AsyncIterable<unknown>) => {
    const all: unknown[] = [];
    for await (const each of source) all.push(each);
    return all;
  };

  it('an asynchronous iterator makes its event at its end', async () => {
    const { thing, statuses } = trackMethod(build);
    const iterator = thing.run([1, 2], () => 3);
    expect([statuses(), await collect(iterator), statuses()]).toEqual([[], [1, 2], ['success']]);
    await expect(collect(thing.run([1], fails))).rejects.toBe(boom);
    for await (const _ of thing.run([1, 2], fails)) break;
    expect(statuses()).toEqual(['success', 'failure', 'partial']);
  });

  it('so does what makes one, its work in the context of the operation', async () => {
    const { thing, audit, statuses } = trackMethod((end: () => unknown) => ({
      async *[Symbol.asyncIterator]() {
        yield currentContext()?.operation_id;
        end();
      },
    }));
    expect(await collect(thing.run(() => 1))).toEqual([audit.events[0]?.operation_id]);
    await expect(collect(thing.run(fails))).rejects.toBe(boom);
    expect(statuses()).toEqual(['success', 'failure']);
  });

  it('a synchronous iterator too, but not one over what is there', () => {
    const { thing, statuses } = trackMethod((iterator: Iterable<number>) => iterator);
    let left = 2;
    const custom = {
      next: () => ({ done: left-- === 0, value: left }),
      [Symbol.iterator]() {
        return this;
      },
    };
    const given = thing.run(custom);
    expect([statuses(), [...given], statuses()]).toEqual([[], [1, 0], ['success']]);
    for (const data of [[1], [1].values(), new Set([1]), new Map([[1, 1]]).keys()]) thing.run(data);
    expect(statuses()).toEqual(['success', 'success', 'success', 'success', 'success']);
  });
});

describe('a call with a callback', () => {
  it('is unknown when nothing is returned, unless its row judges it', () => {
    const { thing, statuses } = trackMethod((callback: () => void) => void callback);
    thing.run(() => undefined);
    const awaited = trackMethod(async (callback: () => void) => callback());
    expect(statuses()).toEqual(['unknown']);
    return awaited.thing.run(() => undefined).then(() => expect(awaited.statuses()).toEqual(['success']));
  });
});
