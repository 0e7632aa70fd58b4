import { describe, expect, it } from 'vitest';
import { assertIngestLimits, findIngestProblems } from '../../infra/ingest-limits.js';
import { STAGES } from '../../infra/stages.js';

describe('limits of the ingest', () => {
  it('take exactly six times the timeout as visibility, and nothing less', () => {
    expect(findIngestProblems({ ...STAGES.trial, visibilityTimeoutSeconds: 360 })).toEqual([]);
    expect(findIngestProblems({ ...STAGES.trial, visibilityTimeoutSeconds: 359 })).toEqual([
      expect.stringContaining('visibilityTimeoutSeconds is 359, expected at least 360'),
    ]);
  });

  it('refuse a batching window that uses up the visibility', () => {
    const settings = { ...STAGES.trial, batchingWindowSeconds: 300 };
    expect(findIngestProblems(settings)).toEqual([
      expect.stringContaining('expected more than 360 (batchingWindowSeconds + ingestTimeoutSeconds)'),
    ]);
    expect(findIngestProblems({ ...settings, batchingWindowSeconds: 299 })).toEqual([]);
  });

  it('refuse a large batch without a window', () => {
    expect(findIngestProblems({ ...STAGES.trial, batchingWindowSeconds: 0 })).toHaveLength(1);
    expect(findIngestProblems({ ...STAGES.trial, batchingWindowSeconds: 0, batchSize: 10 })).toEqual([]);
  });

  it('refuse more at once than the table may write', () => {
    expect(findIngestProblems({ ...STAGES.trial, maxConcurrency: 3 })).toEqual([
      expect.stringContaining('batchSize × maxConcurrency is 100 × 3: full messages need 502200 write units'),
    ]);
    expect(findIngestProblems({ ...STAGES.trial, maxWriteUnitsPerSecond: 7_000 })).toHaveLength(1);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuse a retention of %s days', (retentionDays) => {
    expect(findIngestProblems({ ...STAGES.trial, retentionDays })).toEqual([
      expect.stringContaining('expected a whole number of days'),
    ]);
  });

  it('name every broken rule in one error', () => {
    const broken = { ...STAGES.trial, visibilityTimeoutSeconds: 30, maxConcurrency: 1_000 };
    expect(() => assertIngestLimits(broken)).toThrow(
      /do not fit together:\n- visibility.*\n- visibility.*\n- batchSize × max/,
    );
  });
});
