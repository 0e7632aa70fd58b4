import { describe, expect, test } from 'vitest';
import type { Landing, Write } from '../../../functions/ingest/landings.js';
import { runWritePool, type WritePoolOptions } from '../../../functions/ingest/write-pool.js';
import type { EventItem } from '../../../shared/store/event-item.js';
import { RefusedItemsError } from '../../../shared/store/event-writer.js';
import type { QuarantineItem } from '../../../shared/store/quarantine-item.js';

const openLanding = (): Landing => ({ state: 'open', openWrites: 1, waiting: [] });

function eventWrite(at: number, characters = 10): Write {
  const item = { pk: 'T#0#0', sk: `e${at}`, li: 'x'.repeat(characters) } as EventItem;
  return { kind: 'event', item, landing: openLanding() };
}

function quarantineWrite(at: number, characters = 10): Write {
  const item = { pk: 'Q#2026-01-31', sk: `q${at}`, raw: 'x'.repeat(characters) } as QuarantineItem;
  return { kind: 'quarantine', item, landing: openLanding() };
}

type Item = { readonly sk: string };
const many = (count: number, make: (at: number) => Write) => Array.from({ length: count }, (_, at) => make(at));

/** A table that answers as a test says, with the keys of each request and how often a retry drew its wait. */
function start(answer: (items: readonly Item[], request: number, signal: AbortSignal) => Promise<readonly Item[]>) {
  const requests: string[][] = [];
  const kinds: string[] = [];
  let draws = 0;
  const write =
    (kind: string) =>
    async <T extends Item>(items: readonly T[], signal: AbortSignal) => {
      requests.push(items.map(({ sk }) => sk));
      kinds.push(kind);
      return (await answer(items, requests.length, signal)) as readonly T[];
    };
  const run = (writes: readonly Write[], changes: Partial<WritePoolOptions> = {}) =>
    runWritePool(writes.values(), {
      events: { writeEvents: write('events') },
      quarantine: { writeQuarantine: write('quarantine') },
      leftMs: () => 60_000,
      random: () => {
        draws += 1;
        return 0;
      },
      ...changes,
    });
  return { requests, kinds, run, draws: () => draws, sizes: () => requests.map((keys) => keys.length) };
}

const statesOf = (writes: readonly Write[]) => writes.map(({ landing }) => landing.state);
const all = (count: number, state: Landing['state']) => new Array(count).fill(state);
const takeAll = async () => [];

describe('requests', () => {
  test('hold 25 items at most, in the order of the plan', async () => {
    const { requests, run, sizes, draws } = start(takeAll);
    const writes = many(60, eventWrite);
    expect(await run(writes)).toEqual({ retried: 0, lastError: undefined });
    expect(sizes()).toEqual([25, 25, 10]);
    expect(requests.flat()).toEqual(writes.map(({ item }) => item.sk));
    expect(statesOf(writes)).toEqual(all(60, 'stored'));
    expect(draws()).toBe(0);
  });

  test.each([
    ['lines', eventWrite],
    ['texts in quarantine', quarantineWrite],
  ])('end at two million characters of %s', async (_, make) => {
    const { run, sizes } = start(takeAll);
    await run([...many(4, (at) => make(at, 1_000_000)), ...many(26, (at) => make(at + 4, 0))]);
    expect(sizes()).toEqual([2, 2, 25, 1]);
  });

  test('links count as nothing', async () => {
    const { run, sizes } = start(takeAll);
    const link = (at: number) => ({ ...eventWrite(at), item: { pk: 'L#0#0#b', sk: `l${at}`, tp: 'T#0#0' } }) as Write;
    await run(many(25, link));
    expect(sizes()).toEqual([25]);
  });

  test('of events and of quarantine go each to their own writer', async () => {
    const { requests, kinds, run } = start(takeAll);
    await run([eventWrite(1), quarantineWrite(2), eventWrite(3)]);
    expect(kinds).toEqual(['events', 'quarantine']);
    expect(requests).toEqual([['e1', 'e3'], ['q2']]);
  });

  test('eight are under way at once', async () => {
    let open = 0;
    let most = 0;
    const { run } = start(async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open -= 1;
      return [];
    });
    await run(many(500, eventWrite));
    expect(most).toBe(8);
  });
});

describe('what the table does not take', () => {
  test('is written again, and nothing else; a landing is settled once', async () => {
    const { requests, run, draws } = start(async (items, request) => (request === 1 ? items.slice(1, 3) : []));
    const writes = many(5, eventWrite);
    expect(await run(writes)).toEqual({ retried: 2, lastError: undefined });
    expect(requests).toEqual([
      ['e0', 'e1', 'e2', 'e3', 'e4'],
      ['e1', 'e2'],
    ]);
    expect(writes.map(({ landing }) => landing.openWrites)).toEqual([0, 0, 0, 0, 0]);
    expect(draws()).toBe(1);
  });

  test('stays open until it is stored', async () => {
    const writes = many(2, eventWrite);
    const seen: string[][] = [];
    const { run } = start(async (items, request) => {
      seen.push(statesOf(writes));
      return request === 1 ? items.slice(1) : [];
    });
    await run(writes);
    expect(seen).toEqual([
      ['open', 'open'],
      ['stored', 'open'],
    ]);
    expect(statesOf(writes)).toEqual(['stored', 'stored']);
  });

  test('makes no request larger than it may be', async () => {
    const { run, sizes } = start(async (items, request) => (request <= 8 ? items : []));
    const writes = many(17, (at) => eventWrite(at, 1_000_000));
    expect(await run(writes)).toEqual({ retried: 16, lastError: undefined });
    expect(Math.max(...sizes())).toBe(2);
    expect(statesOf(writes)).toEqual(all(17, 'stored'));
  });

  test('comes together with what is new', async () => {
    const { requests, run } = start(async (items, request) => (request <= 8 ? items.slice(-1) : []));
    const writes = many(201, eventWrite);
    await run(writes);
    expect(requests[8]).toEqual(['e24', 'e200']);
    expect(statesOf(writes)).toEqual(all(201, 'stored'));
  });

  test('is written again after a longer wait each time', async () => {
    const { run, requests } = start(async (items, request) => (request <= 3 ? items : []));
    const startedAt = performance.now();
    await run([eventWrite(1)], { random: () => 1 });
    expect(requests).toHaveLength(4);
    // 25, 50 and 100 ms; timers may be a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThan(170);
  });
});

describe('a request that fails', () => {
  test('is written again as it was: nothing is known of any item', async () => {
    const { requests, run } = start(async (_, request) => {
      if (request === 1) throw new Error('reset');
      return [];
    });
    const writes = many(3, eventWrite);
    const counts = await run(writes);
    expect(counts).toMatchObject({ retried: 3, lastError: { message: 'reset' } });
    expect(requests).toEqual([
      ['e0', 'e1', 'e2'],
      ['e0', 'e1', 'e2'],
    ]);
    expect(statesOf(writes)).toEqual(all(3, 'stored'));
  });

  test('for what is in it is divided: one item spoils it, and the table never takes that one', async () => {
    const { run, requests } = start(async (items) => {
      if (items.some(({ sk }) => sk === 'e1')) throw new RefusedItemsError('ValidationException');
      return [];
    });
    const writes = many(3, eventWrite);
    expect(await run(writes)).toMatchObject({ retried: 0, lastError: expect.any(RefusedItemsError) });
    expect(requests).toEqual([['e0', 'e1', 'e2'], ['e0'], ['e1'], ['e2']]);
    expect(statesOf(writes)).toEqual(['stored', 'refused', 'stored']);
    expect(writes[1]?.landing.refused).toBe(writes[1]?.item);
  });

  test('for nothing but what is in it is settled', async () => {
    const { run, requests } = start(async () => {
      throw new RefusedItemsError('ValidationException');
    });
    const writes = [eventWrite(1)];
    await run(writes);
    expect(requests).toEqual([['e1']]);
    expect(statesOf(writes)).toEqual(['refused']);
  });
});

describe('time', () => {
  test('that is up begins nothing', async () => {
    const { run, requests } = start(takeAll);
    const writes = [eventWrite(1)];
    expect(await run(writes, { leftMs: () => 0 })).toEqual({ retried: 0, lastError: undefined });
    expect([requests, statesOf(writes)]).toEqual([[], ['open']]);
  });

  test('that is short ends a request that never ends', async () => {
    let isUp = false;
    const { run } = start((_items, _request, signal) => {
      signal.addEventListener('abort', () => {
        isUp = true;
      });
      return new Promise(() => {});
    });
    const writes = [eventWrite(1)];
    expect(await run(writes, { leftMs: () => (isUp ? 0 : 20) })).toMatchObject({
      lastError: { message: 'no answer within 20 ms' },
    });
    expect(statesOf(writes)).toEqual(['open']);
  });
});
