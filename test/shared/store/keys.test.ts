import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
      keys.buildQuarantineSort({ arrivalMs: at, position: 12, messageId: 'm-1' }),
      '2026-01-31T23:59:58.007Z#000012#m-1',
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
      fc.property(stripe, id, (s, text) => {
        expect(keys.parseResourcePartition(keys.buildResourcePartition(s, text))).toEqual({ ...s, resourceId: text });
        expect(keys.parseUserPartition(keys.buildUserPartition(s, text))).toEqual({ ...s, userId: text });
        expect(keys.parseLinkPartition(keys.buildLinkPartition(s, text))).toEqual({ ...s, resourceId: text });
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
        const sort = { arrivalMs: at, position: number, messageId: text };
        expect(keys.parseQuarantineSort(keys.buildQuarantineSort(sort))).toEqual(sort);
        expect(keys.parseSenderSort(keys.buildSenderSort(text))).toBe(text);
        expect(keys.parseEpochSort(keys.buildEpochSort(number, text))).toEqual({ number, family: text });
      }),
    );
  });
  it.each([
    () => keys.parseTablePartition('L#0#0#x'),
    () => keys.parseTablePartition('T#0'),
    () => keys.parseStatusPartition('success#0#0'),
    () => keys.parseResourcePartition('0#x'),
    () => keys.parseManifestPartition('A#yesterday#0'),
    () => keys.parseQuarantinePartition('Q#2026-13-01'),
    () => keys.parseEpochSort('4'),
    () => keys.parseSenderSort(''),
  ])('refuses a key that was not built here: %s', (parse) => {
    expect(parse).toThrow(keys.KeyError);
  });
});
