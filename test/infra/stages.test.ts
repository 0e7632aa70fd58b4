import { describe, expect, it } from 'vitest';
import { findIngestProblems } from '../../infra/ingest-limits.js';
import { describeTeardown, getStageName, STAGE_NAMES, STAGES } from '../../infra/stages.js';

describe('stages', () => {
  it('names the known ones when another is asked for', () => {
    expect(() => getStageName('production')).toThrow(
      'unknown stage "production": expected one of trial, dev, prod, emulator',
    );
    expect(() => getStageName('__proto__')).toThrow('unknown stage');
    expect(getStageName('prod')).toBe('prod');
  });

  it('differ between emulator and trial in nothing but response streaming', () => {
    expect(STAGES.emulator).toEqual({ ...STAGES.trial, streamExports: false });
    expect(STAGES.trial.streamExports).toBe(true);
  });

  it('keep and protect data in prod, keep it in dev, and in trial do neither', () => {
    const { retainData, deletionProtection, pointInTimeRecovery, customerManagedKey } = STAGES.prod;
    expect({ retainData, deletionProtection, pointInTimeRecovery, customerManagedKey }).toEqual({
      retainData: true,
      deletionProtection: true,
      pointInTimeRecovery: true,
      customerManagedKey: true,
    });
    expect(STAGES.dev.retainData).toBe(true);
    expect(STAGES.trial.retainData).toBe(false);
  });

  it('say what becomes of the data', () => {
    expect(describeTeardown(STAGES.trial)).toBe('FOR TRIAL: destroying this stack deletes every event in it.');
    expect(describeTeardown(STAGES.dev)).toContain('leaves table, queues, trail key and logs');
    expect(describeTeardown(STAGES.prod)).toContain('the table is protected against deletion');
  });

  it.each(STAGE_NAMES)('%s fits together', (stage) => {
    expect(findIngestProblems(STAGES[stage])).toEqual([]);
  });
});
