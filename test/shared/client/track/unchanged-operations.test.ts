import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EventLogger } from '../../../../shared/client/event/event-logger.js';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';
import { waitForReceipt } from '../../../../shared/client/track/tracked-operation.js';

/** One call: what it does, after how many turns of the event loop or microtasks, and with which value. */
interface Call {
  kind: Kind;
  fails: boolean;
  value: unknown;
  turns: number;
}
const KINDS = ['sync', 'async', 'subclass', 'thenable', 'generator', 'asyncGenerator', 'stream', 'nested'] as const;
type Kind = (typeof KINDS)[number];

class Later<T> extends Promise<T> {}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function createManager() {
  return class Manager {
    readonly #seen: unknown[] = [];
    calls = 0;

    sync(call: Call): unknown {
      this.calls++;
      this.#seen.push(call.value);
      if (call.fails) throw call.value;
      return call.value;
    }
    async async(call: Call): Promise<unknown> {
      await pass(call.turns);
      return this.sync(call);
    }
    subclass(call: Call): Later<unknown> {
      return new Later(
        (resolve, reject) =>
          void pass(call.turns)
            .then(() => this.sync(call))
            .then(resolve, reject),
      );
    }
    thenable(call: Call): PromiseLike<unknown> {
      const run = () => pass(call.turns).then(() => this.sync(call));
      // biome-ignore lint/suspicious/noThenProperty: what is tested
      return { then: (...handlers) => run().then(...handlers) };
    }
    *generator(call: Call): Generator<unknown, unknown> {
      for (let at = 0; at < call.turns; at++) yield [at, this.#seen.length];
      return this.sync(call);
    }
    async *asyncGenerator(call: Call): AsyncGenerator<unknown, unknown> {
      for (let at = 0; at < call.turns; at++) {
        await pass(1);
        yield [at, this.#seen.length];
      }
      return this.sync(call);
    }
    stream(call: Call): Readable {
      const chunks = function* (this: void) {
        for (let at = 0; at < call.turns; at++) yield `chunk ${at}`;
        if (call.fails) throw new Error('stream');
      };
      return Readable.from(chunks());
    }
    async nested(call: Call): Promise<unknown> {
      const inner = await this.async({ ...call, fails: false });
      await this.async(call);
      return inner;
    }
  };
}

function createTracked(audit: EventLogger) {
  const Manager = createManager();
  const row = (action: string) => ({ type: 'property', action, resource: (call: Call) => String(call.turns) });
  instrument(
    Manager,
    {
      sync: row('sync'),
      async: row('async'),
      subclass: row('subclass'),
      thenable: row('thenable'),
      generator: row('generator'),
      asyncGenerator: row('asyncGenerator'),
      stream: row('stream'),
      nested: row('nested'),
    },
    audit,
  );
  return Manager;
}

type Settled = { index: number; outcome: 'returned' | 'threw'; value: unknown; chunks: unknown[] };

/** Every call at once; what each gave, in the order in which they settled. */
async function play(
  manager: InstanceType<ReturnType<typeof createManager>>,
  calls: readonly Call[],
): Promise<Settled[]> {
  const settled: Settled[] = [];
  await Promise.all(
    calls.map(async (call, index) => {
      const chunks: unknown[] = [];
      try {
        const value = await consume(manager[call.kind](call), chunks);
        settled.push({ index, outcome: 'returned', value, chunks });
      } catch (error) {
        settled.push({ index, outcome: 'threw', value: error instanceof Error ? error.message : error, chunks });
      }
    }),
  );
  return settled;
}

async function consume(result: unknown, chunks: unknown[]): Promise<unknown> {
  if (result instanceof Readable) {
    for await (const chunk of result) chunks.push(chunk);
    return undefined;
  }
  if (typeof result !== 'object' || result === null || !('next' in result)) return result;
  const generator = result as Generator<unknown, unknown>;
  for (;;) {
    const step = await generator.next();
    if (step.done === true) return step.value;
    chunks.push(step.value);
  }
}

const LOGGERS: Record<string, () => EventLogger> = {
  'keeps its events': () => new MemoryAuditLogger(),
  'has its receipts awaited': () => new MemoryAuditLogger(true),
  throws: () => ({
    logEvent() {
      throw new Error('the logger is broken');
    },
  }),
  rejects: () => ({ logEvent: () => Promise.reject(new Error('the queue is dead')) }),
  'rejects and has its receipts awaited': () => ({
    logEvent: () => Promise.reject(new Error('the queue is dead')),
    awaitReceipts: true,
  }),
  'never settles': () => ({ logEvent: () => new Promise(() => undefined) }),
};

const error = new Error('of the operation');
const callArbitrary = (kinds: readonly Kind[], maxTurns: number): fc.Arbitrary<Call> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    fails: fc.boolean(),
    value: fc.oneof(fc.constant(error), fc.anything()).filter((value) => !isThenable(value)),
    turns: fc.integer({ min: 0, max: maxTurns }),
  });

/** A method cannot return one: it would be taken for a promise with or without tracking. */
function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

describe('the operation is unchanged', () => {
  it.each(Object.keys(LOGGERS))('with a logger that %s', async (name) => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    await fc.assert(
      fc.asyncProperty(fc.array(callArbitrary(KINDS, 3), { maxLength: 6 }), async (calls) => {
        const plain = new (createManager())();
        const tracked = new (createTracked(LOGGERS[name]?.() ?? new MemoryAuditLogger()))();
        const byIndex = (a: Settled, b: Settled) => a.index - b.index;
        const expected = (await play(plain, calls)).sort(byIndex);
        const actual = (await play(tracked, calls)).sort(byIndex);
        expect(actual).toEqual(expected);
        for (const [at, { value }] of expected.entries()) {
          if (calls[at]?.kind !== 'stream') expect(actual[at]?.value).toBe(value);
        }
        expect(tracked.calls).toBe(plain.calls);
      }),
      { numRuns: 60 },
    );
    await pass(2);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it('also in the order in which promises settle', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(callArbitrary(['async'], 4), { maxLength: 10 }), async (calls) => {
        const order = (settled: Settled[]) => settled.map(({ index }) => index);
        const expected = order(await play(new (createManager())(), calls));
        const actual = order(await play(new (createTracked(new MemoryAuditLogger()))(), calls));
        expect(actual).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('and each has one event, of the right status', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(callArbitrary(KINDS, 3), { maxLength: 6 }), async (calls) => {
        const audit = new MemoryAuditLogger();
        const outermost = () => audit.events.filter((event) => event.caused_by === undefined);
        const settled = await play(new (createTracked(audit))(), calls);
        await pass(1);
        const expected = settled.map(({ index, outcome }) => {
          return `${calls[index]?.kind} ${outcome === 'returned' ? 'success' : 'failure'}`;
        });
        expect(
          outermost()
            .map((event) => `${event.action} ${event.status}`)
            .sort(),
        ).toEqual(expected.sort());
      }),
      { numRuns: 60 },
    );
  });
});

describe('a failing logger', () => {
  const row = { type: 'thing', action: 'run' };

  it('never makes a success a failure, and is warned of once', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    const logEvent = vi.fn(() => {
      throw new Error('password=hunter2');
    });
    class Thing {
      run(): string {
        return 'done';
      }
    }
    instrument(Thing, { run: row }, { logEvent });
    expect([new Thing().run(), new Thing().run()]).toEqual(['done', 'done']);
    expect(logEvent).toHaveBeenCalledTimes(2);
    await pass(1);
    process.off('warning', listen);
    expect(warnings).toEqual(['The audit logger failed (Error): a call of Thing.run made no event.']);
  });

  it('keeps operations waiting for its receipts for a while at most, whatever the receipt does', async () => {
    const never = new Promise(() => undefined);
    const fails = Promise.reject(error);
    expect(await Promise.all([waitForReceipt(never, 5), waitForReceipt(fails, 5), waitForReceipt(1, 5)])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has its receipt awaited before the operation settles, on success and failure', async () => {
    const order: string[] = [];
    const audit = {
      awaitReceipts: true,
      logEvent: async () => {
        await pass(2);
        order.push('receipt');
      },
    };
    class Thing {
      async run(fails: boolean): Promise<void> {
        if (fails) throw error;
      }
      *steps(): Generator<number> {
        yield 1;
      }
      async *asyncSteps(): AsyncGenerator<number> {
        yield 1;
      }
    }
    instrument(Thing, { run: row, steps: row, asyncSteps: row }, audit);
    await new Thing().run(false).then(() => order.push('returned'));
    await new Thing().run(true).catch(() => order.push('threw'));
    for await (const _ of new Thing().asyncSteps()) order.push('step');
    order.push('done');
    expect(order).toEqual(['receipt', 'returned', 'receipt', 'threw', 'step', 'receipt', 'done']);
  });
});
