import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NODES, MAX_TEXT } from '../../../../shared/event/normalise/copy-budget.js';
import { normaliseJson } from '../../../../shared/event/normalise/normalise.js';
import { MAX_DEPTH } from '../../../../shared/event/values/limits.js';
import { measureCpuMs } from '../../../support/cpu-time.js';
import { countRuns } from '../../../support/property-runs.js';

const circle: { name: string; self?: unknown; list: unknown[] } = { name: 'circle', list: [] };
circle.self = circle;
circle.list.push(circle);

const shared = { a: 1 };

function nest(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();

const refuse = () => {
  throw new Error('no');
};
const hostileProxy = new Proxy({}, { ownKeys: refuse, get: refuse, getPrototypeOf: refuse, has: refuse });

class Backend {
  readonly kind = 's3';
  #hidden = 'private';
  get visible() {
    return this.#hidden;
  }
  method() {
    return this.#hidden;
  }
}

class Money {
  constructor(private readonly cents: number) {}
  toJSON() {
    return { cents: this.cents, at: new Date(0), raw: Buffer.from('abc') };
  }
}

const withProto: unknown = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
const sparse: unknown[] = [];
sparse[3] = 'last';
const fraud = new Error('outer', { cause: new TypeError('inner') });

describe('normaliseJson', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'a', 'a'],
    ['U+FFFF', 'a\uffffb', 'a\uffffb'],
    ['half a surrogate pair', 'a\ud800b', 'a\ud800b'],
    ['NUL', 'a\0b', 'a\0b'],
    ['NaN', Number.NaN, 'NaN'],
    ['infinities', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], ['Infinity', '-Infinity']],
    ['1e200', 1e200, 1e200],
    ['minus zero', -0, 0],
    ['bigint', 2n ** 80n, '1208925819614629174706176'],
    ['huge bigint', 2n ** 5_000n, '[large integer]'],
    ['null', null, null],
    ['undefined', undefined, undefined],
    ['function', refuse, undefined],
    ['symbol', Symbol('s'), undefined],
    ['no values in an object', { a: undefined, b: refuse, c: Symbol('s'), d: 1 }, { d: 1 }],
    ['no values in a list', [undefined, refuse, Symbol('s'), 1], [null, null, null, 1]],
    ['cycle', circle, { name: 'circle', self: '[circular]', list: ['[circular]'] }],
    ['same object twice', [shared, shared], [{ a: 1 }, { a: 1 }]],
    [
      'throwing getter',
      {
        get bad() {
          return refuse();
        },
        good: 1,
      },
      { bad: '[threw]', good: 1 },
    ],
    ['throwing toJSON', { a: { toJSON: refuse }, b: 1 }, { a: '[threw]', b: 1 }],
    [
      'toJSON',
      { price: new Money(5) },
      { price: { cents: 5, at: '1970-01-01T00:00:00.000Z', raw: '[binary 3 bytes]' } },
    ],
    [
      'toJSON that gives itself',
      {
        a: {
          b: 1,
          toJSON() {
            return this;
          },
        },
      },
      { a: { b: 1 } },
    ],
    ['toJSON that gives nothing', { a: { toJSON: () => undefined } }, {}],
    ['date', new Date(Date.UTC(2026, 10, 24)), '2026-11-24T00:00:00.000Z'],
    ['invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['Buffer', Buffer.alloc(12), '[binary 12 bytes]'],
    [
      'typed arrays',
      [new Uint8Array(3), new Float64Array(2), new DataView(new ArrayBuffer(5))],
      ['[binary 3 bytes]', '[binary 16 bytes]', '[binary 5 bytes]'],
    ],
    ['array buffers', [new ArrayBuffer(4), new SharedArrayBuffer(6)], ['[binary 4 bytes]', '[binary 6 bytes]']],
    [
      'Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, new Map([['b', Number.NaN]])],
      ]),
      { a: 1, 2: { b: 'NaN' } },
    ],
    [
      'Map with keys that look alike',
      new Map<unknown, unknown>([
        [1, 'number'],
        ['1', 'text'],
        [{}, 'x'],
        [null, 'y'],
      ]),
      { 1: 'number', '1 (2)': 'text', '[object]': 'x', null: 'y' },
    ],
    ['Set', new Set([1, 'a', undefined]), [1, 'a', null]],
    ['class instance', new Backend(), { kind: 's3' }],
    ['no prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      'other realm',
      vm.runInNewContext('({ a: [1], d: new Date(NaN), m: new Map([[1, new Error("x")]]) })'),
      { a: [1], d: 'Invalid Date', m: { 1: { name: 'Error', message: 'x' } } },
    ],
    ['Error', fraud, { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } }],
    [
      'Error with a code',
      Object.assign(new Error('x'), { code: 'ENOENT', path: '/a' }),
      { name: 'Error', message: 'x', code: 'ENOENT', path: '/a' },
    ],
    [
      'AggregateError',
      new AggregateError([new Error('a')], 'all'),
      { name: 'AggregateError', message: 'all', errors: [{ name: 'Error', message: 'a' }] },
    ],
    ['sparse list', sparse, [null, null, null, 'last']],
    ['revoked proxy', { a: revoked.proxy, b: 1 }, { a: '[threw]', b: 1 }],
    ['proxy whose traps throw', { a: hostileProxy, b: 1 }, { a: '[threw]', b: 1 }],
    ['boxed', [Object(1), Object('a'), Object(true), Object(Number.NaN)], [1, 'a', true, 'NaN']],
    ['URL and RegExp', [new URL('https://example.com/a?b=1'), /a+/g], ['https://example.com/a?b=1', '/a+/g']],
    ['WeakMap, Promise', [new WeakMap(), Promise.resolve(1)], [{}, {}]],
  ])('%s', (_, value, expected) => {
    expect(normaliseJson(value)).toEqual(expected);
  });

  it('takes __proto__ for a name', () => {
    const copy = normaliseJson(withProto);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('is a copy: later changes to the value are not in it', () => {
    const value = { list: [1], map: { a: 1 } };
    const copy = normaliseJson(value);
    value.list.push(2);
    value.map.a = 2;
    expect(copy).toEqual({ list: [1], map: { a: 1 } });
  });

  it('does not change the value', () => {
    const value = Object.freeze({ a: Object.freeze([1, Object.freeze({ b: -0 })]) });
    expect(normaliseJson(value)).toEqual({ a: [1, { b: 0 }] });
  });

  it('replaces what is deeper than MAX_DEPTH', () => {
    expect(JSON.stringify(normaliseJson(nest(MAX_DEPTH)))).toContain('bottom');
    const deep = JSON.stringify(normaliseJson(nest(10_000)));
    expect(deep).toContain('[depth]');
    expect(deep).not.toContain('bottom');
  });

  describe('is bounded', () => {
    const withinMs = (limitMs: number, value: unknown) => {
      let text = '';
      const tookMs = measureCpuMs(() => {
        text = JSON.stringify(normaliseJson(value));
      });
      expect(tookMs).toBeLessThan(limitMs);
      return text;
    };

    it('a long list', () => {
      expect(withinMs(500, new Array(4_000_000_000)).length).toBeLessThan(MAX_NODES * 6);
      expect(
        withinMs(
          500,
          Array.from({ length: 100_000 }, (_, at) => at),
        ),
      ).toMatch(/,"\[more\]"\]$/);
    });

    it('an object of a million keys', () => {
      const many = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, at) => [`k${at}`, at]));
      expect(withinMs(3_000, many)).toMatch(/"\[more\]":9\d{5}\}$/);
    });

    it('a wide tree, endless proxies, and an object that is everywhere', () => {
      const endless: object = new Proxy(
        {},
        {
          ownKeys: () => ['a', 'b'],
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          get: (_, key) => (key === 'toJSON' ? undefined : endless2()),
        },
      );
      const endless2 = () => new Proxy(endless, {});
      withinMs(2_000, endless);
      let wide: unknown = 1;
      for (let level = 0; level < MAX_DEPTH; level += 1) wide = [wide, wide, wide, wide];
      withinMs(2_000, wide);
    });

    it('a map whose keys all look alike', () => {
      const alike = new Map(Array.from({ length: 20_000 }, (_, at) => [{ at }, at]));
      const copy = JSON.parse(withinMs(2_000, alike));
      expect(Object.keys(copy)).toHaveLength(20_000);
      expect(copy).toMatchObject({ '[object]': 0, '[object] (2)': 1, '[object] (20000)': 19_999 });
    });

    it('an iterator that never ends', () => {
      class Endless extends Set<number> {
        override *[Symbol.iterator](): SetIterator<number> {
          for (let next = 0; ; next += 1) yield next;
        }
      }
      withinMs(2_000, new Endless());
    });

    it('text', () => {
      const long = 'x'.repeat(MAX_TEXT);
      expect(normaliseJson({ first: long, second: 'y'.repeat(9), third: '' })).toEqual({
        first: `[text of ${MAX_TEXT} characters]`,
        second: 'yyyyyyyyy',
        third: '',
      });
      expect(normaliseJson({ [long]: 1 })).toEqual({ [`${'x'.repeat(MAX_TEXT)}`]: 1 });
      expect(normaliseJson({ [`${long}x`]: 1 })).toEqual({ [`[key of ${MAX_TEXT + 1} characters]`]: 1 });
    });
  });

  it('never throws, gives JSON, and gives it unchanged the second time', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
          withObjectString: true,
          withBoxedValues: true,
        }),
        (value) => {
          const once = normaliseJson(value);
          if (once === undefined) return;
          expect(JSON.parse(JSON.stringify(once))).toEqual(once);
          expect(normaliseJson(once)).toEqual(once);
        },
      ),
      { numRuns: countRuns(2_000) },
    );
  });

  it('gives plain JSON as it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (json) => {
        expect(JSON.stringify(normaliseJson(JSON.parse(json)))).toBe(JSON.stringify(JSON.parse(json)));
      }),
    );
  });
});
