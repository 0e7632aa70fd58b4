import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEY_PREFIXES } from '../../../shared/store/key-prefixes.js';
import * as keys from '../../../shared/store/keys.js';
import { type AccessPath, INDEXES, TABLE_PATHS } from '../../../shared/store/table.js';

const stripe = fc.record({ epoch: fc.nat(), stripe: fc.nat() });
const time = fc.oneof(fc.constant('ahead' as const), stripe);
const id = fc.string({ minLength: 1, unit: 'binary' });
const ms = fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) });

describe('keys, by literal example', () => {
  const at = Date.UTC(2026, 0, 31, 23, 59, 58, 7);
  const resource = 'bucket-123:/a#b';
  it.each([
    ['everything by time; one event by id', keys.buildTablePartition({ epoch: 0, stripe: 3 }), 'T#0#3'],
    ['everything by time; one event by id', keys.buildTablePartition('ahead'), 'T#ahead'],
    [
      'what happened to this resource',
      keys.buildResourcePartition({ epoch: 0, stripe: 0 }, resource),
      '0#0#bucket-123:/a#b',
    ],
    ['what did this person do', keys.buildUserPartition({ epoch: 2, stripe: 5 }, 'alice'), '2#5#alice'],
    ['what else touched it', keys.buildLinkPartition({ epoch: 0, stripe: 0 }, 'bucket-123'), 'L#0#0#bucket-123'],
    ['what went wrong', keys.buildStatusPartition('failure', { epoch: 1, stripe: 2 }), 'failure#1#2'],
    ['what went wrong', keys.buildStatusPartition('denied', 'ahead'), 'denied#ahead'],
    ['what arrived, in order of arrival', keys.buildManifestPartition(at, 0), 'A#2026-01-31T23:59#0'],
    ['what could not be stored', keys.buildQuarantinePartition(at), 'Q#2026-01-31'],
    ['who sent it', keys.SENDER_PARTITION, 'N'],
    ['how the families of keys are striped', keys.EPOCH_PARTITION, 'E'],
  ])('%s: partition %s', (question, built, literal) => {
    expect(built).toBe(literal);
    expect(built).toMatch(patternOf(findPath(question).partition));
  });

  it.each([
    [
      'what could not be stored',
      keys.buildQuarantineSort({ arrivalMs: at, position: 12, part: 3, messageId: 'm-1' }),
      '2026-01-31T23:59:58.007Z#000012#03#m-1',
    ],
    ['who sent it', keys.buildSenderSort('AROAEXAMPLE:s'), 'AROAEXAMPLE:s'],
    ['how the families of keys are striped', keys.buildEpochSort(4, 'table'), '000004#table'],
  ])('%s: sort %s', (question, built, literal) => {
    expect(built).toBe(literal);
    expect(built).toMatch(patternOf(findPath(question).sort));
  });

  it('tells the paths of different questions apart, where they are in one place', () => {
    const own = TABLE_PATHS;
    expect(new Set(own.map(({ partition }) => partition.split('#')[0])).size).toBe(own.length);
  });
});

const paths: readonly AccessPath[] = [...TABLE_PATHS, ...INDEXES.map(({ path }) => path)];
const findPath = (question: string) => paths.find((path) => path.question === question) ?? expect.fail(question);

const FORMS: Readonly<Record<string, string>> = {
  epoch: String.raw`\d+`,
  stripe: String.raw`\d+`,
  part: String.raw`\d{2,}`,
  shard: String.raw`\d+`,
  number: String.raw`\d{6}`,
  position: String.raw`\d{6}`,
  minute: String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d`,
  day: String.raw`\d{4}-\d\d-\d\d`,
  time: String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`,
  status: keys.INDEXED_STATUSES.join('|'),
  // Free text: the last part.
  resource: '.+$',
  user: '.+$',
  family: '.+$',
  sender: '.+$',
  'message id': '.+$',
};

/** What a pattern of the table of access paths means. */
function patternOf(pattern: string): RegExp {
  const forms = pattern
    .split(' | ')
    .map((each) => each.replaceAll(/<([^>]+)>/g, (_part, name: string) => `(?:${FORMS[name] ?? expect.fail(name)})`));
  return new RegExp(`^(?:${forms.join('|')})$`, 's');
}

describe('keys of repeated requests', () => {
  const hash = '0f'.repeat(32);
  it('are one partition each', () => {
    expect([keys.buildRequestPartition(hash), keys.REQUEST_SORT]).toEqual([`I#${hash}`, 'body']);
    expect(keys.parseRequestPartition(keys.buildRequestPartition(hash))).toBe(hash);
  });
});

describe('keys, build and parse as exact inverses', () => {
  it('of the table', () => {
    fc.assert(
      fc.property(time, (p) => {
        expect(keys.parseTablePartition(keys.buildTablePartition(p))).toEqual(p);
      }),
    );
  });
  it('of resource, user and link, for any text', () => {
    fc.assert(
      fc.property(time, id, (partition, text) => {
        expect(keys.parseResourcePartition(keys.buildResourcePartition(partition, text))).toEqual({
          partition,
          resourceId: text,
        });
        expect(keys.parseUserPartition(keys.buildUserPartition(partition, text))).toEqual({ partition, userId: text });
        expect(keys.parseLinkPartition(keys.buildLinkPartition(partition, text))).toEqual({
          partition,
          resourceId: text,
        });
      }),
    );
  });
  it('of status', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys.INDEXED_STATUSES), time, (status, partition) => {
        expect(keys.parseStatusPartition(keys.buildStatusPartition(status, partition))).toEqual({ status, partition });
      }),
    );
  });
  it('of manifests, quarantine and epochs', () => {
    fc.assert(
      fc.property(ms, fc.nat(), id, (at, number, text) => {
        expect(keys.parseManifestPartition(keys.buildManifestPartition(at, number))).toEqual({
          minuteMs: at - (at % 60_000),
          shard: number,
        });
        expect(keys.parseQuarantinePartition(keys.buildQuarantinePartition(at))).toEqual({
          dayMs: at - (at % 86_400_000),
        });
        const sort = { arrivalMs: at, position: number, part: number % 97, messageId: text };
        expect(keys.parseQuarantineSort(keys.buildQuarantineSort(sort))).toEqual(sort);
        expect(keys.parseSenderSort(keys.buildSenderSort(text))).toBe(text);
        expect(keys.parseEpochSort(keys.buildEpochSort(number, text))).toEqual({ number, family: text });
      }),
    );
  });
  it('of sort keys behind any number of digits', () => {
    expect(keys.parseEpochSort('1234567#table')).toEqual({ number: 1_234_567, family: 'table' });
  });
  it.each<[kind: string, parse: (key: string) => unknown, ...keys: string[]]>([
    ['table', keys.parseTablePartition, 'L#0#0#x', '0#0', 'xxahead', 'T#0', 'T#x0#0', 'T#0#0x', 'T#aheads'],
    ['resource', keys.parseResourcePartition, '0#x', 'x0#0#b', '0#0#', ''],
    ['user', keys.parseUserPartition, '0#alice', 'x0#0#alice', 'alice'],
    ['link', keys.parseLinkPartition, 'T#0#0', '0#0#bucket', 'xx0#0#bucket', 'L#x0#0#b', 'L#0#b'],
    ['status', keys.parseStatusPartition, 'success#0#0', '#0#0', 'failure', 'failure#0', 'failure#0#0#x', 'failure#x'],
    [
      'manifest',
      keys.parseManifestPartition,
      ...['A#yesterday#0', 'A#2026-13-31T23:59#0', 'A#2026-01-31T24:60#0', 'xA#2026-01-31T23:59#0', ''],
      ...['A#2026-01-31T23:59#0x', 'A#2026-01-31T23:59#', 'A#2026-01-31T23:59:30#0'],
    ],
    ['quarantine', keys.parseQuarantinePartition, 'Q#2026-13-01', 'xQ#2026-01-31', 'Q#2026-01-31x', 'Q#', '2026-01-31'],
    [
      'quarantine',
      keys.parseQuarantineSort,
      ...[
        '',
        '2026-01-31T23:59:58.007Z#000012',
        '2026-01-31T23:59:58.007Z#12#01#m',
        'x2026-01-31T23:59:58.007Z#000012#01#m',
      ],
      ...[
        '2026-01-31T23:59:58.007Z#000012#1#m',
        '2026-01-31T23:59:58.007Z#000012#01#',
        '2026-01-31T23:59:58.007Z#000012#m',
      ],
      ...['2026-13-31T23:59:58.007Z#000012#01#m', '2026-01-31T23:59#000012#01#m'],
    ],
    ['epoch', keys.parseEpochSort, '4', '4#table', 'x000004#table', '000004#', ''],
    ['sender', keys.parseSenderSort, ''],
    [
      'request',
      keys.parseRequestPartition,
      '',
      'I#0f',
      `M#${'0f'.repeat(32)}`,
      `xI#${'0f'.repeat(32)}`,
      `I#${'0f'.repeat(33)}`,
    ],
  ])('refuses a %s key that was not built here', (kind, parse, ...others) => {
    for (const key of others) {
      const shape = {
        name: 'KeyError',
        code: 'bad_key',
        message: expect.stringContaining(`expected a ${kind} key, got ${JSON.stringify(key)}`),
        expected: `a ${kind} key`,
        got: JSON.stringify(key),
      };
      expect(() => parse(key), key).toThrow(expect.objectContaining(shape));
      expect(() => parse(key)).toThrow(keys.KeyError);
    }
  });
  it('of the progress of a message, which no question asks for', () => {
    expect([keys.buildMessagePartition('m-1'), keys.MESSAGE_PREFIX, keys.MESSAGE_SORT]).toEqual([
      'M#m-1',
      'M#',
      'done',
    ]);
  });
});

describe('first letters of partition keys', () => {
  const built = [
    ...TABLE_PATHS.flatMap(({ partition }) => partition.split(' | ')),
    keys.buildMessagePartition('m'),
    keys.buildRequestPartition('0'.repeat(64)),
  ];
  const letterOf = (key: string) => /^([A-Z])(?:#|$)/.exec(key)?.[1];

  it('are in the registry as used, each of them and no others', () => {
    const used = Object.entries(KEY_PREFIXES).flatMap(([letter, { state }]) => (state === 'used' ? [letter] : []));
    expect([...new Set(built.map(letterOf))].sort()).toEqual(used);
  });
});
