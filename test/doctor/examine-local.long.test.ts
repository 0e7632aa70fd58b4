import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../doctor/examine.js';
import type { Report } from '../../doctor/report.js';
import { type LocalRuntime, startLocal } from '../../local/start-local.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';

const get = ({ findings }: Report, check: string) => findings.find((finding) => finding.check === check);

describe('the doctor at the local runtime', () => {
  let dataDir: string;
  let local: LocalRuntime;
  const ask = (clock = Date.now) => examine({ dataDir, stack: undefined, apiUrl: undefined }, clock);
  const send = async (body: string, queueUrl = local.queueUrl) => {
    const sqs = new SQSClient({
      region: 'us-east-1',
      endpoint: local.senderEnvironment.AWS_ENDPOINT_URL_SQS,
      useQueueUrlAsEndpoint: false,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    sqs.destroy();
  };

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-doctor-'));
    local = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
  });
  afterEach(async () => {
    await local.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('finds nothing wrong with a healthy one, and claims nothing of what it cannot see', async () => {
    const report = await ask();
    expect(report.healthy).toBe(true);
    expect(report.findings.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([
      'api: ok',
      'queue: ok',
      'oldest message: ok',
      'dead letters: ok',
      'saved dead letters: ok',
      'quarantine: ok',
      'clock: ok',
      'table: not checked',
      'newest manifest: not checked',
      'permissions: not checked',
    ]);
  });

  it('says of a stopped one what does not answer', async () => {
    await local.stop();
    const report = await ask();
    expect(report.healthy).toBe(false);
    for (const check of ['api', 'queue', 'oldest message', 'dead letters', 'quarantine', 'clock']) {
      expect(get(report, check), check).toMatchObject({
        verdict: 'FAILED',
        found: expect.stringContaining('does not answer'),
        remedy: expect.stringContaining('start it'),
      });
    }
  });

  it('says where senders sent what cannot be stored', async () => {
    await send('not JSON at all');
    const trail = new AuditTrail({ url: local.url });
    await expect.poll(async () => (await trail.quarantine()).items.length, { timeout: 10_000 }).toBe(1);
    const report = await ask();
    expect(report.healthy).toBe(false);
    expect(get(report, 'quarantine')).toEqual({
      check: 'quarantine',
      verdict: 'FAILED',
      found: '1 line in 7 days could not be stored (1 not_json)',
      remedy: expect.stringContaining('docs/runbook.md, Quarantine'),
    });
    expect(report.findings.filter(({ verdict }) => verdict === 'FAILED')).toHaveLength(1);
  });

  it.each([
    [60_000, '60.0 s ahead of', 60],
    [-60_000, '60.0 s behind', -60],
  ])('says that a clock which is %d ms off is wrong', async (offMs, words, seconds) => {
    const report = await ask(() => Date.now() + offMs);
    const { verdict, found } = get(report, 'clock') ?? {};
    expect(verdict).toBe('FAILED');
    expect(found).toContain(words.split(' ').slice(2).join(' '));
    expect(Math.abs(Number(/[\d.]+/.exec(found ?? '')?.[0]) - Math.abs(seconds))).toBeLessThan(1);
  });

  it('lets a clock pass that is a little off', async () => {
    expect(get(await ask(() => Date.now() + 4_000), 'clock')?.verdict).toBe('ok');
  });

  it('sees dead letters, in the queue and in the file of earlier runs', async () => {
    await send('anything', local.queueUrl.replace(/[^/]+$/, 'trailkeeper-dead-letters'));
    appendFileSync(join(dataDir, 'dead-letters.ndjson'), '{"message_id":"1"}\n{"message_id":"2"}\n');
    const report = await ask();
    expect(get(report, 'dead letters')).toMatchObject({
      verdict: 'FAILED',
      found: expect.stringContaining('1 message '),
    });
    expect(get(report, 'saved dead letters')).toMatchObject({
      verdict: 'FAILED',
      found: expect.stringContaining('2 '),
    });
    rmSync(join(dataDir, 'dead-letters.ndjson'));
  });

  it('names a sender.env that does not name the runtime', async () => {
    const path = join(dataDir, 'sender.env');
    writeFileSync(path, readFileSync(path, 'utf8').replace('TRAILKEEPER_URL', 'OTHER'));
    const report = await ask();
    expect(report).toMatchObject({ healthy: false, findings: [{ check: 'sender.env', verdict: 'FAILED' }] });
  });
});
