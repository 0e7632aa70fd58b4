import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keepsOperation, maySampleOut } from '../../../../shared/client/record/sampling.js';

const ids = Array.from({ length: 20_000 }, () => randomBytes(8).toString('hex'));

describe('sampling', () => {
  test.each([0.01, 0.1, 0.5, 0.9])('keeps about a share of %s', (rate) => {
    const kept = ids.filter((id) => keepsOperation(id, rate)).length / ids.length;
    expect(Math.abs(kept - rate)).toBeLessThan(0.02);
  });

  test('keeps all at 1 and none at 0', () => {
    expect(ids.every((id) => keepsOperation(id, 1))).toBe(true);
    expect(ids.some((id) => keepsOperation(id, 0))).toBe(false);
  });

  test('also where ids differ in their last digits only', () => {
    const counted = Array.from({ length: 20_000 }, (_, at) => at.toString(16).padStart(16, '0'));
    const kept = counted.filter((id) => keepsOperation(id, 0.25)).length / counted.length;
    expect(Math.abs(kept - 0.25)).toBeLessThan(0.02);
  });

  test('is the same for ever and everywhere: golden answers', () => {
    expect(['0000000000000000', '00000000000000ff', 'deadbeefdeadbeef'].map((id) => keepsOperation(id, 0.5))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('what a low rate keeps, every higher one keeps', () => {
    for (const id of ids.slice(0, 2_000)) {
      if (keepsOperation(id, 0.2)) expect(keepsOperation(id, 0.6)).toBe(true);
    }
  });

  test.each([
    ['vfs_operation', 'write', 'success', true],
    ['vfs_operation', 'write', 'attempted', true],
    ['billing', 'charge', 'success', true],
    ['vfs_operation', 'write', 'failure', false],
    ['vfs_operation', 'write', 'denied', false],
    ['vfs_operation', 'write', 'partial', false],
    ['vfs_operation', 'write', 'unknown', false],
    ['backend_operation', 'create', 'success', false],
    ['authentication', 'login', 'success', false],
    ['audit', 'query', 'success', false],
  ] as const)('%s %s %s: may be left out: %s', (type, action, status, may) => {
    expect(maySampleOut(type, action, status)).toBe(may);
  });
});
