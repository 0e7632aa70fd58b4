import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bindContext, wrapExecutor } from '../../../../shared/client/context/bind.js';
import { currentContext, runInContext } from '../../../../shared/client/context/context.js';

/** Runs one after the other, in the context of whoever came first, as queues do. */
class Queue extends EventEmitter {
  readonly #waiting: (() => unknown)[] = [];
  #running = false;
  add(work: () => unknown): Promise<unknown> {
    return new Promise((resolve) => {
      this.#waiting.push(async () => resolve(await work()));
      if (!this.#running) void this.#run();
    });
  }
  addAll(works: readonly (() => unknown)[]): Promise<unknown[]> {
    return Promise.all(works.map((work) => this.add(work)));
  }
  get size(): number {
    return this.#waiting.length;
  }
  clear(): this {
    return this;
  }
  async #run(): Promise<void> {
    this.#running = true;
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) {
      await new Promise((resolve) => setImmediate(resolve));
      await work();
    }
    this.#running = false;
  }
}

const user = () => currentContext()?.user_id;
const as = <T>(user_id: string, fn: () => T) => runInContext({ user_id }, fn);

describe('work that is handed over', () => {
  it('is somebody else’s in a queue, its own when it is bound', async () => {
    const queue = new Queue();
    const first = as('alice', () => queue.add(user));
    const second = as('bob', () => queue.add(user));
    const bound = as('carol', () => queue.add(bindContext(user)));
    expect(await Promise.all([first, second, bound])).toEqual(['alice', 'alice', 'carol']);
  });

  it('is its own in a queue that is wrapped, and the queue is as it was', async () => {
    const queue = wrapExecutor(new Queue());
    const given = [as('alice', () => queue.add(user)), as('bob', () => queue.addAll([user, user]))];
    expect(await Promise.all(given)).toEqual(['alice', ['bob', 'bob']]);
    const heard: unknown[] = [];
    const listen = (value: unknown) => heard.push(value);
    queue.on('idle', listen).emit('idle', 1);
    queue.off('idle', listen).emit('idle', 2);
    expect([heard, queue.size, queue.clear() === queue, queue instanceof Queue]).toEqual([[1], 0, true, true]);
  });

  it('is its own behind a function that limits', () => {
    const handed: (() => unknown)[] = [];
    const limit = wrapExecutor((work: () => unknown) => handed.push(work));
    as('alice', () => limit(user));
    as('bob', () => limit(user));
    expect(handed.map((work) => work())).toEqual(['alice', 'bob']);
  });

  it('keeps its function’s instance, arguments and properties', () => {
    const fn = Object.assign(
      function (this: unknown, value: number) {
        return [this, value];
      },
      { kept: 1 },
    );
    const bound = bindContext(fn);
    const thing = { bound };
    expect([thing.bound(7), bound.kept, bound.length]).toEqual([[thing, 7], 1, 1]);
  });
});
