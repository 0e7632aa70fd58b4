import { EventEmitter } from 'node:events';
import { type Duplex, PassThrough, Readable, Writable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { describe, expect, it } from 'vitest';
import { currentContext } from '../../../../../shared/client/context/context.js';
import { trackMethod } from '../../../../support/track-method.js';

const boom = new Error('boom');
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The unhandled rejections of what `fn` does, without the test runner noticing. */
async function unhandledIn(fn: () => unknown): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const listen = (reason: unknown) => reasons.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', listen);
  await fn();
  await nextTurn();
  await nextTurn();
  process.off('unhandledRejection', listen);
  for (const other of others) process.on('unhandledRejection', other);
  return reasons;
}

async function collect<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}

class Cancellable<T> extends Promise<T> {
  cancel(): string {
    return 'cancelled';
  }
}

describe('a promise', () => {
  it('makes its event when it settles', async () => {
    let resolve: (value: number) => void = () => undefined;
    const { thing, statuses } = trackMethod(() => new Promise<number>((done) => (resolve = done)));
    const running = thing.run();
    await nextTurn();
    expect(statuses()).toEqual([]);
    resolve(7);
    expect(await running).toBe(7);
    expect(statuses()).toEqual(['success']);
  });

  it('rejects with the same error', async () => {
    const { thing, statuses } = trackMethod(() => Promise.reject(boom));
    await expect(thing.run()).rejects.toBe(boom);
    expect(statuses()).toEqual(['failure']);
  });

  it('comes one microtask later and no more', async () => {
    const { thing } = trackMethod(() => Promise.resolve());
    const order: string[] = [];
    const plain = Promise.resolve();
    const running = thing.run().then(() => order.push('tracked'));
    await plain
      .then(() => order.push('first'))
      .then(() => order.push('second'))
      .then(() => running);
    expect(order).toEqual(['first', 'tracked', 'second']);
  });

  it('of which nobody handles the rejection is reported as unhandled, once', async () => {
    const { thing, statuses } = trackMethod(() => Promise.reject(boom));
    expect(await unhandledIn(() => void thing.run())).toEqual([boom]);
    expect(statuses()).toEqual(['failure']);
  });

  it('whose rejection is handled is not reported', async () => {
    const { thing } = trackMethod(() => Promise.reject(boom));
    expect(await unhandledIn(() => thing.run().catch(() => undefined))).toEqual([]);
  });

  it('keeps what it carries', async () => {
    const { thing } = trackMethod(() => Object.assign(Promise.resolve(1), { cancel: () => 'cancelled' }));
    const running = thing.run();
    expect(running.cancel()).toBe('cancelled');
    expect(await running).toBe(1);
  });

  it('of a subclass stays the same object', async () => {
    const promise = Cancellable.resolve(7);
    const { thing, statuses } = trackMethod(() => promise);
    expect(thing.run()).toBe(promise);
    expect(await promise).toBe(7);
    expect(statuses()).toEqual(['success']);
  });

  it('of a subclass of which nobody handles the rejection is reported as unhandled, once', async () => {
    const { thing, statuses } = trackMethod(() => Cancellable.reject(boom));
    expect(await unhandledIn(() => void thing.run())).toEqual([boom]);
    expect(await unhandledIn(() => thing.run().catch(() => undefined))).toEqual([]);
    expect(
      await unhandledIn(async () => {
        try {
          await thing.run();
        } catch {}
      }),
    ).toEqual([]);
    expect(statuses()).toEqual(['failure', 'failure', 'failure']);
  });
});

describe('a thenable', () => {
  /** Like a query builder: works when `then` is called, each time anew. */
  class Query {
    runs = 0;
    constructor(readonly fails = false) {}
    // biome-ignore lint/suspicious/noThenProperty: what is tested
    then<T>(onResult?: (rows: string[]) => T, onError?: (error: unknown) => T): Promise<string[] | T> {
      this.runs++;
      return (this.fails ? Promise.reject(boom) : Promise.resolve(['row'])).then(onResult, onError);
    }
  }

  it('stays the same object, runs once, and makes its event when it is awaited', async () => {
    const query = new Query();
    const { thing, statuses } = trackMethod(() => query);
    expect(thing.run()).toBe(query);
    expect([query.runs, statuses()]).toEqual([0, []]);
    expect(await query).toEqual(['row']);
    expect([query.runs, statuses()]).toEqual([1, ['success']]);
    expect(Object.keys(query)).toEqual(['fails', 'runs']);
  });

  it('fails with the same error', async () => {
    const { thing, statuses } = trackMethod(() => new Query(true));
    await expect(thing.run()).rejects.toBe(boom);
    await expect(thing.run().then((rows) => rows.length)).rejects.toBe(boom);
    expect(statuses()).toEqual(['failure', 'failure']);
  });

  it('that is frozen ends unknown', () => {
    const query = Object.freeze(new Query());
    const { thing, audit } = trackMethod(() => query);
    expect(thing.run()).toBe(query);
    expect(audit.events[0]).toMatchObject({ status: 'unknown', details: { audit_error: expect.any(String) } });
  });

  it('that throws when its then is looked at reaches the caller as it is', () => {
    const hostile = {
      // biome-ignore lint/suspicious/noThenProperty: what is tested
      get then(): never {
        throw boom;
      },
    };
    const { thing, statuses } = trackMethod(() => hostile);
    expect(thing.run()).toBe(hostile);
    expect(statuses()).toEqual(['unknown']);
  });
});

describe('an instance that returns itself', () => {
  it('has ended when it returns, whatever it is', () => {
    const { thing, statuses } = trackMethod(function (this: object) {
      return this;
    });
    // biome-ignore lint/suspicious/noThenProperty: what is tested
    const fluent = Object.assign(thing, { then: () => undefined });
    expect(fluent.run()).toBe(fluent);
    expect(statuses()).toEqual(['success']);
  });
});

describe('a generator', () => {
  function* count(to: number): Generator<number, string> {
    for (let at = 1; at <= to; at++) {
      if (at === 3) throw boom;
      yield at;
    }
    return 'done';
  }

  it('makes its event when it is done, and stays the object it is', () => {
    const { thing, statuses } = trackMethod(count);
    const generator = thing.run(2);
    expect(Object.prototype.toString.call(generator)).toBe('[object Generator]');
    expect(Object.keys(generator)).toEqual([]);
    expect(generator.next()).toEqual({ done: false, value: 1 });
    expect(statuses()).toEqual([]);
    expect([...generator]).toEqual([2]);
    expect(generator.next()).toEqual({ done: true, value: undefined });
    expect(statuses()).toEqual(['success']);
  });

  it('throws the same error', () => {
    const { thing, statuses } = trackMethod(count);
    expect(() => [...thing.run(3)]).toThrow(boom);
    const generator = thing.run(2);
    generator.next();
    expect(() => generator.throw(boom)).toThrow(boom);
    expect(statuses()).toEqual(['failure', 'failure']);
  });

  it('that is ended early is partial; one that never ran makes no event', () => {
    const { thing, statuses } = trackMethod(count);
    for (const at of thing.run(2)) if (at === 1) break;
    expect(thing.run(2).return('early')).toEqual({ done: true, value: 'early' });
    thing.run(2);
    expect(statuses()).toEqual(['partial', 'partial']);
  });

  it('runs its steps in the context of its operation', () => {
    const { thing, audit } = trackMethod(function* () {
      yield currentContext()?.operation_id;
      yield currentContext()?.operation_id;
    });
    const [first, second] = [...thing.run()];
    expect([first, second]).toEqual([audit.events[0]?.operation_id, audit.events[0]?.operation_id]);
    expect(currentContext()).toBeUndefined();
  });

  it('may be asynchronous', async () => {
    const { thing, statuses, audit } = trackMethod(async function* (to: number) {
      for (let at = 1; at <= to; at++) {
        await nextTurn();
        if (at === 3) throw boom;
        yield currentContext()?.operation_id ?? at;
      }
    });
    const seen: unknown[] = [];
    for await (const at of thing.run(2)) seen.push(at);
    expect(seen).toEqual([audit.events[0]?.operation_id, audit.events[0]?.operation_id]);
    for await (const _ of thing.run(2)) break;
    await expect(collect(thing.run(3))).rejects.toBe(boom);
    expect(statuses()).toEqual(['success', 'partial', 'failure']);
    expect(await unhandledIn(() => void thing.run(3).throw(boom))).toEqual([boom]);
  });

  it('may come from a promise', async () => {
    const { thing, statuses } = trackMethod(async () => count(2));
    const generator = await thing.run();
    expect(statuses()).toEqual([]);
    expect([...generator]).toEqual([1, 2]);
    expect(statuses()).toEqual(['success']);
  });
});

describe('a stream of Node', () => {
  it('makes its event at its end and is not read by it', async () => {
    const readable = Readable.from(['a', 'b']);
    const { thing, statuses } = trackMethod(() => readable);
    expect(thing.run()).toBe(readable);
    await nextTurn();
    expect([readable.readableFlowing, statuses()]).toEqual([null, []]);
    expect(await collect(readable)).toEqual(['a', 'b']);
    await nextTurn();
    expect(statuses()).toEqual(['success']);
  });

  it('that fails is a failure, and its error is still unhandled', async () => {
    const { thing, audit } = trackMethod(() => new Readable({ read() {} }));
    const handled = thing.run();
    handled.on('error', () => undefined).destroy(boom);
    await nextTurn();
    expect(audit.get({ status: 'failure' }).error).toEqual({ code: 'Error', message: 'boom' });

    const unhandled = thing.run();
    expect(unhandled.listenerCount('error')).toBe(0);
    expect(() => unhandled.emit('error', boom)).toThrow(boom);
  });

  it('that is given up before its end is partial', async () => {
    const { thing, statuses } = trackMethod(() => Readable.from(['a', 'b']));
    for await (const _ of thing.run()) break;
    thing.run().destroy();
    await nextTurn();
    expect(statuses()).toEqual(['partial', 'partial']);
  });

  it('may be written to, or both', async () => {
    const { thing, statuses } = trackMethod((stream: Writable | Duplex) => stream);
    thing.run(new Writable({ write: (_chunk, _encoding, done) => done() })).end('a');
    await nextTurn();
    expect(statuses()).toEqual(['success']);
    const both = new PassThrough();
    thing.run(both);
    both.end('a');
    await nextTurn();
    expect(statuses()).toEqual(['success']);
    both.resume();
    await nextTurn();
    expect(statuses()).toEqual(['success', 'success']);
    thing.run(new Writable({ write: () => undefined })).destroy();
    await nextTurn();
    expect(statuses()).toEqual(['success', 'success', 'partial']);
  });

  it('that has ended already, or was handed out before, makes its event at once', async () => {
    const ended = Readable.from([]);
    await collect(ended);
    const failed = new Readable({ read() {} }).on('error', () => undefined).destroy(boom);
    const given = new PassThrough();
    const { thing, statuses } = trackMethod((stream: Readable) => stream);
    await nextTurn();
    thing.run(ended);
    thing.run(failed);
    thing.run(new PassThrough().destroy());
    expect(statuses()).toEqual(['success', 'failure', 'partial']);
    for (let call = 0; call < 20; call++) thing.run(given);
    expect(statuses()).toHaveLength(3 + 19);
    expect(given.listenerCount('end')).toBeLessThan(3);
  });

  it('is told apart from other emitters', () => {
    const { thing, statuses } = trackMethod(() => new EventEmitter());
    thing.run();
    expect(statuses()).toEqual(['success']);
  });

  it('makes its event in the context of its operation, wherever it ends', async () => {
    const { thing, audit } = trackMethod(() => Readable.from(['a']));
    const { thing: reader, audit: readerAudit } = trackMethod((stream: Readable) => collect(stream));
    await reader.run(thing.run());
    await nextTurn();
    expect(readerAudit.events).toHaveLength(1);
    expect(audit.events[0]?.caused_by).toBeUndefined();
  });
});

describe('a web stream', () => {
  const from = (chunks: readonly string[], ending: 'close' | 'error' | 'open' = 'close') => {
    const waiting = [...chunks];
    return new ReadableStream<string>(
      {
        pull(controller) {
          const chunk = waiting.shift();
          if (chunk !== undefined) controller.enqueue(chunk);
          else if (ending === 'close') controller.close();
          else if (ending === 'error') controller.error(boom);
        },
      },
      { highWaterMark: 0 },
    );
  };

  it('hands on its chunks and makes its event at its end', async () => {
    const { thing, statuses } = trackMethod(() => from(['a', 'b']));
    const stream = thing.run();
    expect(stream).toBeInstanceOf(ReadableStream);
    await nextTurn();
    expect(statuses()).toEqual([]);
    expect(await collect(stream)).toEqual(['a', 'b']);
    expect(statuses()).toEqual(['success']);
    expect(await new Response(from(['a']).pipeThrough(new TextEncoderStream())).text()).toBe('a');
  });

  it('fails with the same error', async () => {
    const { thing, statuses } = trackMethod(() => from(['a'], 'error'));
    await expect(collect(thing.run())).rejects.toBe(boom);
    expect(statuses()).toEqual(['failure']);
  });

  it('that is cancelled is partial, and the reason arrives', async () => {
    const reasons: unknown[] = [];
    const { thing, statuses } = trackMethod(
      () => new ReadableStream({ cancel: (reason) => void reasons.push(reason) }),
    );
    await thing.run().cancel('enough');
    expect([reasons, statuses()]).toEqual([['enough'], ['partial']]);
  });

  it('of bytes stays one of bytes', async () => {
    const { thing, statuses } = trackMethod(() => {
      let left = 2;
      return new ReadableStream({
        type: 'bytes',
        pull(controller) {
          if (left-- > 0) controller.enqueue(Uint8Array.of(1, 2));
          else {
            controller.close();
            controller.byobRequest?.respond(0);
          }
        },
      });
    });
    const reader = thing.run().getReader({ mode: 'byob' });
    expect(await reader.read(new Uint8Array(4))).toMatchObject({ done: false, value: Uint8Array.of(1, 2) });
    expect(await reader.read(new Uint8Array(4))).toMatchObject({ done: false });
    expect(await reader.read(new Uint8Array(4))).toMatchObject({ done: true });
    expect(statuses()).toEqual(['success']);
  });

  it('that is locked already is unknown at once', () => {
    const stream = from(['a']);
    stream.getReader();
    const { thing, statuses } = trackMethod(() => stream);
    expect(thing.run()).toBe(stream);
    expect(statuses()).toEqual(['unknown']);
  });
});
