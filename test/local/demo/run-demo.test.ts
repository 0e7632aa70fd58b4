import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runDemo } from '../../../local/demo/run-demo.js';
import { serve } from '../../../local/serve.js';
import { type LocalRuntime, startLocal } from '../../../local/start-local.js';

interface Event {
  readonly event_type: string;
  readonly action: string;
  readonly status: string;
  readonly user_id: string;
  readonly resource_id?: string;
  readonly correlation_id?: string;
  readonly operation_id?: string;
  readonly caused_by?: string;
  readonly error?: { readonly code: string };
}

const folder = mkdtempSync(join(tmpdir(), 'run-demo-'));
const dir = join(folder, 'sources');
const environment = { ...process.env };
const errors: unknown[] = [];
let runtime: LocalRuntime;

/** Up, once through the demonstration, and what it printed. It stays up. */
async function run(): Promise<string[]> {
  runtime = await startLocal({
    dataDir: join(folder, 'data'),
    port: 0,
    whenTaken: 'fail',
    reportError: (error) => errors.push(error),
  });
  Object.assign(process.env, runtime.senderEnvironment);
  const printed: string[] = [];
  await runDemo({
    runtime,
    dataDir: join(folder, 'data'),
    dir,
    signal: new AbortController().signal,
    print: (line) => printed.push(line),
  });
  return printed;
}

/** All that `npm start` prints until it serves, in a data folder of its own; then it is stopped. */
async function printOfServe(): Promise<string[]> {
  const lines: string[] = [];
  const controller = new AbortController();
  const stopped = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(...line.split('\n'));
    if (line.startsWith('Serving')) controller.abort();
  });
  try {
    const flags = { port: 0, dataDir: join(folder, 'served'), dir, demo: true, help: false };
    expect(await serve(flags, { signal: controller.signal, stopped })).toBe(0);
  } finally {
    log.mockRestore();
  }
  return lines;
}

async function list(query: string): Promise<Event[]> {
  const response = await fetch(`${runtime.url}/v1/events?limit=1000&${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { events: Event[] }).events;
}

let printed: string[];
beforeAll(async () => {
  mkdirSync(dir);
  for (const name of ['one.txt', 'two.txt', 'three.txt']) writeFileSync(join(dir, name), `this is ${name}\n`);
  printed = await run();
});
afterAll(async () => {
  await runtime.stop();
  process.env = environment;
  rmSync(folder, { recursive: true, force: true });
});

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

describe('the demonstration', () => {
  it('prints the six lines of one bucket', () => {
    const start = printed.indexOf('Timeline for bucket-123:');
    const lines = printed.slice(start, start + 9);
    expect(lines[1]).toBe('');
    const expected = [
      'backend_operation \\| create \\| backend-s3',
      'vfs_operation \\| create \\| bucket-123',
      'vfs_operation \\| write \\| bucket-123:/file.txt',
      'wal_operation \\| add \\| store:bucket-123:/file.txt',
      'wal_operation \\| complete \\| op-[0-9a-f]{16}',
      'pin_operation \\| add \\| bafkrei[a-z2-7]+',
    ];
    for (const [index, text] of expected.entries()) {
      expect(lines[index + 2]).toMatch(new RegExp(`^${index + 1}\\. ${TIME} \\| ${text} \\| success$`));
    }
    expect(lines[8]).toBe('');
  });

  it('is, from the first line to the last, what the README shows', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(readme) ?? [];
    const mask = (lines: readonly string[]) =>
      lines.map((line) =>
        line
          .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME')
          .replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS')
          .replaceAll(/op-\w{16}|bafkrei\w+/g, 'ID')
          .replace(/(, its data in) .+$/, '$1 FOLDER')
          .replace(
            /^(alice and bob stored) \d+ files of .*: \d+ events, \d+ of/,
            '$1 N files of FOLDER: N events, N of',
          ),
      );
    expect(mask(await printOfServe())).toEqual(mask(shown.trimEnd().split('\n')));
  });

  it('prints three commands that have answers', async () => {
    const urls = printed.flatMap((line) => /^ {2}curl '(.+)'$/.exec(line)?.[1] ?? []);
    expect(urls).toHaveLength(3);
    for (const url of urls) {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ events: expect.arrayContaining([expect.anything()]) });
    }
  });

  it('has failed for real in every way that it set out to', async () => {
    const failures = await list('status=failure');
    expect(failures.map(({ event_type, action, error }) => [event_type, action, error?.code])).toEqual(
      expect.arrayContaining([
        ['vfs_operation', 'read', 'not_found'],
        ['vfs_operation', 'write', 'path_refused'],
        ['vfs_operation', 'write', 'unreachable'],
        ['wal_operation', 'complete', 'invalid_transition'],
        ['backend_operation', 'delete', 'in_use'],
        ['vfs_operation', 'delete', 'not_empty'],
      ]),
    );
    expect(await list('event_type=wal_operation&action=cancel')).toHaveLength(1);
    expect(new Set((await list('')).map(({ user_id }) => user_id))).toEqual(new Set(['alice', 'bob']));
  });

  it('leaves one correlated and causally linked trail of one write', async () => {
    const [write] = await list('resource_id=bucket-123:/file.txt&action=write');
    const all = await list(`correlation_id=${write?.correlation_id}`);
    const types = new Set(all.map(({ event_type }) => event_type));
    expect(types).toEqual(new Set(['vfs_operation', 'journal_operation', 'wal_operation', 'pin_operation']));
    const ids = new Set(all.map(({ operation_id }) => operation_id));
    for (const event of all) {
      if (event.operation_id !== write?.operation_id) expect(ids, event.action).toContain(event.caused_by);
    }
  });

  it('runs again on the same data folder, and tells of the second run only', async () => {
    const before = (await list('')).length;
    await runtime.stop();
    const again = await run();
    expect(again.filter((line) => /^\d\. /.test(line))).toHaveLength(6);
    expect((await list('')).length).toBe(2 * before);
    expect(errors).toEqual([]);
  });
});
