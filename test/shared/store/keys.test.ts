import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as keys from '../../../shared/store/keys.js';

const stripe = fc.record({ epoch: fc.nat(), stripe: fc.nat() });
const time = fc.oneof(fc.constant('ahead' as const), stripe);
const id = fc.string({ minLength: 1, unit: 'binary' });
const ms = fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) });

describe('keys, by literal example', () => {
  const at = Date.UTC(2026, 0, 31, 23, 59, 58, 7);
  it.each([
    [keys.buildTablePartition({ epoch: 0, stripe: 3 }), 'T#0#3'],
    [keys.buildTablePartition('ahead'), 'T#ahead'],
    [keys.buildResourcePartition({ epoch: 0, stripe: 0 }, 'bucket-123:/a#b'), '0#0#bucket-123:/a#b'],
    [keys.buildUserPartition({ epoch: 2, stripe: 5 }, 'alice'), '2#5#alice'],
    [keys.buildLinkPartition({ epoch: 0, stripe: 0 }, 'bucket-123'), 'L#0#0#bucket-123'],
    [keys.buildStatusPartition('failure', { epoch: 1, stripe: 2 }), 'failure#1#2'],
    [keys.buildStatusPartition('denied', 'ahead'), 'denied#ahead'],
    [keys.buildManifestPartition(at, 0), 'A#2026-01-31T23:59#0'],
    [keys.buildQuarantinePartition(at), 'Q#2026-01-31'],
    [
      keys.buildQuarantineSort({ arrivalMs: at, position: 12, messageId: 'm-1' }),
      '2026-01-31T23:59:58.007Z#000012#m-1',
    ],
    [keys.buildEpochSort(4, 'table'), '000004#table'],
  ])('%s', (built, literal) => {
    expect(built).toBe(literal);
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
  ])('refuses a key that was not built here: %s', (parse) => {
    expect(parse).toThrow(keys.KeyError);
  });
});
