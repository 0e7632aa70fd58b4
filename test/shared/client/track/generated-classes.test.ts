import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';
import { notAudited } from '../../../../shared/client/track/not-audited.js';
import { countRuns } from '../../../support/property-runs.js';

/** How a class is made, and how its method is reached. */
interface Shape {
  /** What stands over the tracked base. */
  readonly over: 'nothing' | 'an untracked override' | 'a tracked override';
  /** How often the override calls `super`. */
  readonly supers: number;
  readonly isBound: boolean;
  readonly isSpied: boolean;
  readonly isProxied: boolean;
  readonly kind: Kind;
  /** Calls of itself inside itself. */
  readonly depth: number;
  /** Calls of itself by a timer, with the same argument. */
  readonly retries: number;
  readonly fails: boolean;
}
const KINDS = ['sync', 'async', 'subclass', 'lazy', 'eager', 'generator', 'iterator'] as const;
type Kind = (typeof KINDS)[number];

const shapes: fc.Arbitrary<Shape> = fc.record({
  over: fc.constantFrom('nothing', 'an untracked override', 'a tracked override'),
  supers: fc.integer({ min: 1, max: 2 }),
  isBound: fc.boolean(),
  isSpied: fc.boolean(),
  isProxied: fc.boolean(),
  kind: fc.constantFrom(...KINDS),
  depth: fc.integer({ min: 0, max: 3 }),
  retries: fc.integer({ min: 0, max: 2 }),
  fails: fc.boolean(),
});

const boom = new Error('boom');
class Later<T> extends Promise<T> {}

/** Begins when it is awaited, as query builders do. */
class Lazy {
  constructor(readonly work: () => unknown) {}
  // biome-ignore lint/suspicious/noThenProperty: what is tested
  then(...handlers: [((value: unknown) => unknown)?, ((error: unknown) => unknown)?]): Promise<unknown> {
    return Promise.resolve()
      .then(this.work)
      .then(...handlers);
  }
}

/** Is no promise, runs at once, and hands its own properties on to what it makes, as `got` does. */
class Eager {
  readonly #promise: Promise<unknown>;
  constructor(work: () => unknown) {
    this.#promise = Promise.resolve().then(work);
    Object.defineProperty(this, 'json', {
      configurable: true,
      value: () => {
        const json = (async () => await this)();
        return Object.defineProperties(json, Object.getOwnPropertyDescriptors(this));
      },
    });
  }
  // biome-ignore lint/suspicious/noThenProperty: what is tested
  then(...handlers: [((value: unknown) => unknown)?, ((error: unknown) => unknown)?]): Promise<unknown> {
    return this.#promise.then(...handlers);
  }
  catch(onError: (error: unknown) => unknown): Promise<unknown> {
    return this.#promise.catch(onError);
  }
}

function give(kind: Kind, work: () => unknown): unknown {
  if (kind === 'sync') return work();
  if (kind === 'async') return Promise.resolve().then(work);
  if (kind === 'subclass') return new Later((resolve) => resolve(Promise.resolve().then(work)));
  if (kind === 'lazy') return new Lazy(work);
  if (kind === 'eager') return new Eager(work);
  if (kind === 'generator') {
    return (function* () {
      yield 1;
      return work();
    })();
  }
  let at = 0;
  return {
    next: async () => (at++ === 0 ? { done: false, value: 1 } : { done: true, value: work() }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function consume(result: unknown): Promise<unknown> {
  if (typeof result !== 'object' || result === null || !('next' in result)) return result;
  const iterator = result as Iterator<unknown> | AsyncIterator<unknown>;
  for (;;) {
    const step = await iterator.next();
    if (step.done === true) return step.value;
  }
}

function makeClass(shape: Shape, timers: Promise<unknown>[]) {
  class Base {
    /** Calls that are one operation each. */
    calls = 0;
    retriesLeft = shape.retries;
    constructor() {
      if (shape.isBound) this.run = this.run.bind(this);
    }
    run(depth: number): unknown {
      if (shape.over !== 'a tracked override') this.calls++;
      if (this.retriesLeft > 0) {
        this.retriesLeft--;
        timers.push(
          new Promise((resolve) => setTimeout(resolve, 0)).then(async () => consume(this.run(depth))).catch(() => 0),
        );
      }
      // A call of itself inside itself: in the course of the method.
      if (depth > 0) timers.push(Promise.resolve(settle(() => this.run(depth - 1))));
      return give(shape.kind, () => {
        if (shape.fails) throw boom;
        return depth;
      });
    }
  }
  class Over extends Base {
    override run(depth: number): unknown {
      if (shape.over === 'a tracked override') this.calls++;
      for (let more = 1; more < shape.supers; more++) timers.push(settle(() => super.run(0)));
      return super.run(depth);
    }
  }
  return { Base, Over, Used: shape.over === 'nothing' ? Base : Over };
}

const settle = async (fn: () => unknown) => {
  try {
    return ['returned', await consume(await fn())];
  } catch (error) {
    return ['threw', error];
  }
};

async function play(shape: Shape, audit?: MemoryAuditLogger) {
  const timers: Promise<unknown>[] = [];
  const { Base, Over, Used } = makeClass(shape, timers);
  const row = { type: 'thing', action: 'run' };
  if (audit !== undefined) {
    instrument(Base, { run: row, others: notAudited('rest') }, audit);
    if (shape.over === 'a tracked override') instrument(Over, { run: row, others: notAudited('rest') }, audit);
  }
  const thing = new Used();
  if (shape.isSpied) vi.spyOn(thing, 'run');
  const reached = shape.isProxied
    ? new Proxy(thing, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      })
    : thing;
  const results = [await settle(() => reached.run(shape.depth)), await settle(() => reached.run(0))];
  for (let at = 0; at < timers.length; at++) await timers[at];
  return { results, calls: thing.calls, timers: await Promise.all(timers) };
}

describe('a class of any make', () => {
  it('gives what it gave, and has one event for each call', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const audit = new MemoryAuditLogger();
        const plain = await play(shape);
        const tracked = await play(shape, audit);
        expect(tracked).toEqual(plain);
        expect(audit.events).toHaveLength(tracked.calls);
        const expected = shape.fails ? 'failure' : 'success';
        expect(audit.events.filter(({ status }) => status !== expected)).toEqual([]);
      }),
      { numRuns: countRuns(1_500) },
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});
