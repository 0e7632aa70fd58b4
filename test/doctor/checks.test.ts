import { describe, expect, it } from 'vitest';
import { checkClock } from '../../doctor/checks/clock.js';
import { type Check, notChecked } from '../../doctor/checks/finding.js';
import { checkNewestManifest } from '../../doctor/checks/newest-manifest.js';
import { checkOldestMessage } from '../../doctor/checks/oldest-message.js';
import { checkPermissions } from '../../doctor/checks/permissions.js';
import { checkQuarantine } from '../../doctor/checks/quarantine.js';
import { checkQueue } from '../../doctor/checks/queue.js';
import { checkTableDefinition, type FoundTable } from '../../doctor/checks/table-definition.js';
import { buildReport, formatReport } from '../../doctor/report.js';
import { runChecks } from '../../doctor/run-checks.js';
import { INDEXES } from '../../shared/store/table.js';
import { AuditTrailError } from '../../shared/trail/audit-trail-error.js';

const queueOf = (waiting: number, inFlight = 0) => ({ read: async () => ({ waiting, inFlight, delayed: 0 }) });
const ageOf = (seconds: number | undefined) => ({ findSeconds: async () => seconds });
const denied = () => Promise.reject(new AuditTrailError('403: no', { status: 403 }));
const allowed = async () => ({});

describe('the oldest message', () => {
  it.each([
    ['nothing waits', 0, undefined, 'ok'],
    ['it is young', 3, 299, 'ok'],
    ['it is old', 3, 300, 'FAILED'],
    ['nobody has measured', 3, undefined, 'warn'],
  ] as const)('when %s', async (_, waiting, seconds, verdict) => {
    expect((await checkOldestMessage(queueOf(waiting), ageOf(seconds)).run()).verdict).toBe(verdict);
  });

  it('counts what the ingest has taken and not stored', async () => {
    expect((await checkOldestMessage(queueOf(0, 2), undefined).run()).found).toContain('2 messages');
  });
});

describe('the newest manifest', () => {
  const now = 1_000_000_000;
  const manifestOf = (ms: number | undefined) => ({ lookBackMinutes: 15, findNewestMs: async () => ms });
  it.each([
    ['young, queue full', now - 1_000, 5, 'ok'],
    ['old, queue empty', now - 600_000, 0, 'ok'],
    ['none, queue empty', undefined, 0, 'ok'],
    ['old, queue full', now - 600_000, 5, 'warn'],
    ['none, queue full', undefined, 5, 'warn'],
  ] as const)('%s', async (_, ms, waiting, verdict) => {
    expect((await checkNewestManifest(manifestOf(ms), queueOf(waiting), () => now).run()).verdict).toBe(verdict);
  });
});

describe('the table', () => {
  const declared: FoundTable = {
    keys: ['pk', 'sk'],
    status: 'ACTIVE',
    ttlAttribute: 'ex',
    indexes: INDEXES.map(({ name, partitionAttribute, sortAttribute, projected }) => ({
      name,
      keys: [partitionAttribute, sortAttribute],
      projected,
      status: 'ACTIVE',
    })),
  };
  const [first, ...others] = declared.indexes;
  if (first === undefined) throw new Error('no index is declared');
  const run = (found: FoundTable) => checkTableDefinition({ describe: async () => found }).run();

  it('as declared, and with an index that was added by hand', async () => {
    expect((await run(declared)).verdict).toBe('ok');
    expect((await run({ ...declared, indexes: [...declared.indexes, { ...first, name: 'own' }] })).verdict).toBe('ok');
  });

  it.each([
    ['an index is missing', { indexes: others }, `the index ${first.name} is missing`],
    ['an index is being built', { indexes: [{ ...first, status: 'CREATING' }, ...others] }, 'is CREATING'],
    ['an index has other keys', { indexes: [{ ...first, keys: ['pk', 'sk'] }, ...others] }, 'has the keys pk, sk'],
    ['an index holds too little', { indexes: [{ ...first, projected: [] }, ...others] }, 'does not hold et'],
    ['nothing expires', { ttlAttribute: undefined }, 'items expire by nothing, expected ex'],
    ['other keys', { keys: ['sk', 'pk'] }, 'the table has the keys'],
  ] satisfies [string, Partial<FoundTable>, string][])('when %s', async (_, change, words) => {
    const finding = await run({ ...declared, ...change });
    expect(finding).toMatchObject({ verdict: 'FAILED', found: expect.stringContaining(words) });
  });
});

describe('permissions', () => {
  const probe = (role: 'viewer' | 'auditor', ask: () => Promise<unknown>) => ({ role, policyArn: `arn:${role}`, ask });
  it.each([
    [allowed, allowed, 'ok', undefined],
    [allowed, denied, 'warn', 'arn:auditor'],
    [denied, allowed, 'FAILED', 'arn:viewer'],
    [denied, denied, 'FAILED', 'arn:viewer and arn:auditor'],
  ] as const)('case %#', async (viewer, auditor, verdict, policies) => {
    const finding = await checkPermissions(probe('viewer', viewer), [probe('auditor', auditor)]).run();
    expect(finding.verdict).toBe(verdict);
    expect(finding.remedy?.endsWith(`attach ${policies}`) ?? false).toBe(policies !== undefined);
  });

  it('says which role got no answer for another reason', async () => {
    const down = () => Promise.reject(new AuditTrailError('500: no', { status: 500 }));
    const finding = await checkPermissions(probe('viewer', allowed), [probe('auditor', down)]).run();
    expect(finding).toMatchObject({ verdict: 'warn', found: 'these credentials act as viewer, no answer to auditor' });
  });

  it('does not take a service that is down for a denial', async () => {
    const down = () => Promise.reject(new AuditTrailError('503: down', { status: 503 }));
    await expect(checkPermissions(probe('viewer', down), []).run()).rejects.toThrow('503');
  });
});

describe('the quarantine', () => {
  it('is counted over its pages, and bounded', async () => {
    let pages = 0;
    const endless = {
      async quarantine() {
        pages += 1;
        return { items: [], next_cursor: `page ${pages}` };
      },
    };
    expect(await checkQuarantine(endless, Date.now).run()).toMatchObject({
      verdict: 'warn',
      found: expect.stringContaining('there are more'),
    });
    expect(pages).toBe(10);
  });
});

describe('running checks', () => {
  const never: Check = { name: 'never', run: () => new Promise(() => {}) };
  const failing = (error: unknown): Check => ({
    name: 'failing',
    needs: 'attach a policy',
    run: () => Promise.reject(error),
  });

  it('ends with those that never end', async () => {
    const [late, other] = await runChecks([never, checkQueue(queueOf(1))], 50);
    expect(late).toMatchObject({ check: 'never', verdict: 'FAILED', found: 'no answer within 0.05 s' });
    expect(other).toMatchObject({ verdict: 'ok', found: '1 message waiting, 0 being stored' });
  });

  it('names the permission where one is missing, and claims no fault', async () => {
    const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    expect(await runChecks([failing(error)], 1_000)).toMatchObject([
      { verdict: 'not checked', remedy: 'attach a policy' },
    ]);
    expect(await runChecks([failing(new AuditTrailError('403', { status: 403 }))], 1_000)).toMatchObject([
      { verdict: 'not checked' },
    ]);
  });

  it('prints one line a finding, without secrets of error messages', async () => {
    const findings = await runChecks(
      [failing(new Error('two\nlines password=hunter2')), notChecked('table', 'elsewhere')],
      50,
    );
    const lines = formatReport(buildReport('it', findings)).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^FAILED {2}failing: two lines password=/);
    expect(lines[1]).not.toContain('hunter2');
    expect(lines[2]).toBe('-       table: not checked: elsewhere');
  });

  it('lets the tolerance of the service clock pass', async () => {
    const service = { read: async () => ({ ms: 0, toleranceMs: 500 }) };
    expect((await checkClock(service, () => 5_500).run()).verdict).toBe('ok');
    expect((await checkClock(service, () => 5_501).run()).verdict).toBe('FAILED');
  });
});
