import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const MAIN = ['--import', 'tsx', 'local/main.ts'];
const EXIT_DEADLINE_MS = 15_000;

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'main-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exit: Promise<number | null>;
}

function run(command: string, args: readonly string[], options: { detached?: boolean } = {}): Run {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return { child, out: () => out, err: () => err, exit: once(child, 'close').then(([code]) => code) };
}

const start = (...args: string[]) => run(process.execPath, [...MAIN, ...args]);
const serve = () => start('--no-demo', '--port', '0', '--data-dir', dataDir);

/** The address, once the process says that it serves. */
async function waitForUrl({ out, err, child }: Run): Promise<string> {
  const endsAt = Date.now() + 30_000;
  while (Date.now() < endsAt && child.exitCode === null) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out())?.[0];
    if (url !== undefined && out().includes('Serving')) return url;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  throw new Error(`it does not serve: ${out()} ${err()}`);
}

/** The process that holds the data folder: the runtime itself, whoever started it. */
const readHolder = () => Number.parseInt(readFileSync(join(dataDir, 'lock'), 'utf8'), 10);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function post(url: string, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    timestamp: new Date().toISOString(),
    event_type: 'vfs_operation',
    action: 'write',
    status: 'success',
    resource_id: `resource-${index}`,
  }));
  const answers = await Promise.all(
    events.map((event) =>
      fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(event),
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(events.map(() => 202));
}

async function countEvents(url: string): Promise<number> {
  const answer = (await (await fetch(`${url}/v1/events?limit=1000`)).json()) as { events: unknown[] };
  return answer.events.length;
}

describe('the command line', () => {
  it('explains itself', async () => {
    const { exit, out, err } = start('--help');
    expect(await exit).toBe(0);
    for (const flag of ['--port', '--data-dir', '--dir', '--no-demo', '--help']) expect(out()).toContain(flag);
    expect(err()).toBe('');
  });

  it('refuses an unknown flag in one line, with exit code 2', async () => {
    const { exit, out, err } = start('--prot', '1');
    expect(await exit).toBe(2);
    expect(out()).toBe('');
    expect(err()).toBe('trailkeeper: unknown flag "--prot"; --help lists the known ones\n');
  });

  it('refuses a port and a folder that are taken in one line each, with exit code 1', async () => {
    const first = serve();
    const url = await waitForUrl(first);
    const { port } = new URL(url);
    const samePort = start('--no-demo', '--port', port, '--data-dir', `${dataDir}-other`);
    const sameFolder = serve();
    expect(await samePort.exit).toBe(1);
    expect(samePort.err()).toBe(
      `trailkeeper: port ${port} of 127.0.0.1 is taken; choose another --port or leave it out\n`,
    );
    expect(await sameFolder.exit).toBe(1);
    expect(sameFolder.err()).toBe(
      `trailkeeper: ${dataDir} is in use by process ${first.child.pid}; stop it or choose another folder\n`,
    );
    rmSync(`${dataDir}-other`, { recursive: true, force: true });
  });
});

describe('the end of the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s: what was acknowledged is stored first', async (signal) => {
    const first = serve();
    await post(await waitForUrl(first), 40);
    const sentAt = Date.now();
    first.child.kill(signal);
    expect(await first.exit).toBe(0);
    expect(Date.now() - sentAt).toBeLessThan(EXIT_DEADLINE_MS);
    expect(first.err()).toBe('');

    const second = serve();
    expect(await countEvents(await waitForUrl(second))).toBe(40);
  });

  it('a signal to npm alone ends all of it and leaves no orphan', async () => {
    const npm = run('npm', ['start', '--', '--no-demo', '--port', '0', '--data-dir', dataDir]);
    const url = await waitForUrl(npm);
    await post(url, 5);
    const runtime = readHolder();
    expect(isRunning(runtime)).toBe(true);
    npm.child.kill('SIGTERM');
    expect(await npm.exit).toBe(0);
    expect(isRunning(runtime)).toBe(false);
    const next = serve();
    expect(await countEvents(await waitForUrl(next))).toBe(5);
  });

  it('Ctrl+C reaches npm and the runtime, which npm tells once more: one wish, and nothing is cut short', async () => {
    const npm = run('npm', ['start', '--', '--no-demo', '--port', '0', '--data-dir', dataDir], { detached: true });
    await post(await waitForUrl(npm), 20);
    process.kill(-Number(npm.child.pid), 'SIGINT');
    expect(await npm.exit).toBe(0);
    const next = serve();
    expect(await countEvents(await waitForUrl(next))).toBe(20);
  });

  it('a process that was killed does not keep its data folder', async () => {
    const first = serve();
    await waitForUrl(first);
    first.child.kill('SIGKILL');
    await first.exit;
    await waitForUrl(serve());
  });
});
