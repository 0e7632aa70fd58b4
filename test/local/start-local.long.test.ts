import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalRuntime, type LocalRuntimeOptions, startLocal } from '../../local/start-local.js';
import { FolderInUseError } from '../../shared/client/folder-lock/folder-lock.js';

let dataDir: string;
let runtime: LocalRuntime | undefined;
let errors: unknown[];

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'start-local-')), 'data');
  errors = [];
});
afterEach(async () => {
  await runtime?.stop();
  runtime = undefined;
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
});

async function start(options: Partial<LocalRuntimeOptions> = {}): Promise<LocalRuntime> {
  runtime = await startLocal({
    dataDir,
    port: 0,
    whenTaken: 'fail',
    reportError: (error) => errors.push(error),
    ...options,
  });
  return runtime;
}

const event = (resource: string) => ({
  timestamp: new Date().toISOString(),
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  resource_id: resource,
});

type Answer = { events: { resource_id: string; status: string }[] };

async function ask(path: string): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${runtime?.url}${path}`);
  return { status: response.status, body: (await response.json()) as Answer };
}

const post = (events: unknown) =>
  fetch(`${runtime?.url}/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(events),
  });

const listResources = async () => (await ask('/v1/events')).body.events.map(({ resource_id }) => resource_id);

async function waitFor(resource: string, withinMs: number): Promise<void> {
  await vi.waitFor(async () => expect(await listResources()).toContain(resource), { timeout: withinMs, interval: 10 });
}

describe('startLocal', () => {
  it('closes a data folder that was open to others before', async () => {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, 0o755);
    await start();
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('is ready when it resolves', async () => {
    await start();
    expect(await ask('/v1/health')).toEqual({ status: 200, body: { status: 'ok' } });
    expect((await ask('/v1/events')).body).toMatchObject({ events: [], next_cursor: null, ahead: { count: 0 } });
    expect((await ask('/v1/nothing')).status).toBe(404);
    const openApi = await fetch(`${runtime?.url}/v1/openapi.json`);
    expect(await openApi.json()).toHaveProperty('openapi');
  });

  it('tells a sender all it needs in sender.env', async () => {
    const { url } = await start();
    const lines = readFileSync(join(dataDir, 'sender.env'), 'utf8').trimEnd().split('\n');
    const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    expect(environment.TRAILKEEPER_URL).toBe(url);
    const client = new SQSClient({
      region: environment.AWS_REGION,
      endpoint: environment.AWS_ENDPOINT_URL_SQS,
      credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
    });
    const body = JSON.stringify(event('from-outside'));
    await client.send(new SendMessageCommand({ QueueUrl: environment.TRAILKEEPER_QUEUE_URL, MessageBody: body }));
    client.destroy();
    await waitFor('from-outside', 2_000);
  });

  it('shows an event less than two seconds after the queue acknowledged it, when idle', async () => {
    await start();
    for (const pauseMs of [0, 300, 1_100, 1_500]) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const response = await post(event(`idle-${pauseMs}`));
      const acknowledgedAt = Date.now();
      expect(response.status).toBe(202);
      await waitFor(`idle-${pauseMs}`, 2_000);
      expect(Date.now() - acknowledgedAt).toBeLessThan(2_000);
    }
    expect(errors).toEqual([]);
  });

  it('has the same events and the same key after a restart', async () => {
    await start();
    await post([event('one'), event('two')]);
    await waitFor('two', 2_000);
    const all = '/v1/events?to=9999-12-31T00:00:00Z';
    const before = await ask(all);
    const key = readFileSync(join(dataDir, 'trail.key'));
    expect(await runtime?.stop()).toEqual({ undelivered: 0, deadLetters: 0 });
    await start();
    expect(await ask(all)).toEqual(before);
    expect(readFileSync(join(dataDir, 'trail.key'))).toEqual(key);
  });

  it('stores what was acknowledged before it stops', async () => {
    await start();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => post(event(`late-${index}`))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(await runtime?.stop()).toEqual({ undelivered: 0, deadLetters: 0 });
    await start();
    expect(new Set(await listResources()).size).toBe(30);
  });

  it('records an export', async () => {
    await start();
    const response = await fetch(`${runtime?.url}/v1/export?format=ndjson`);
    expect(response.status).toBe(200);
    await response.text();
    await vi.waitFor(
      async () => {
        const { body } = await ask('/v1/events?event_type=audit&action=export');
        expect(body.events.map(({ status }) => status)).toEqual(['success', 'attempted']);
      },
      { timeout: 2_000 },
    );
  });

  it('counts retention from arrival', async () => {
    await start({ retentionDays: 1 });
    await post({ ...event('imported'), timestamp: '2001-01-01T00:00:00.000Z' });
    await vi.waitFor(async () => expect(await listResources()).toEqual(['imported']));
  });

  it('refuses a data folder that is in use, and leaves nothing behind when it cannot start', async () => {
    const { url } = await start();
    const options = { dataDir, port: 0, whenTaken: 'fail' } as const;
    await expect(startLocal(options)).rejects.toThrow(FolderInUseError);
    const other = `${dataDir}-2`;
    const taken = Number(new URL(url).port);
    await expect(startLocal({ ...options, dataDir: other, port: taken })).rejects.toThrow(`port ${taken}`);
    expect(readdirSync(other)).not.toContain('lock');
    await (await startLocal({ ...options, dataDir: other })).stop();
  });

  it('gives the same promise when it is stopped twice', async () => {
    const running = await start();
    expect(running.stop()).toBe(running.stop());
  });
});
