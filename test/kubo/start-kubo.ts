/** A real Kubo as a child process, with a repository of its own and without a network. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../support/free-port.js';

const VERSION = '0.32.1';
const folder = join(import.meta.dirname, '..', '..', '.cache', `kubo-${VERSION}`);
const START_TIMEOUT_MS = 60_000;

export interface Kubo {
  readonly apiUrl: string;
  stop(): Promise<void>;
}

/** Built by Go once, which takes some minutes. */
function install(): string {
  const program = join(folder, 'ipfs');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  execFileSync('go', ['install', `github.com/ipfs/kubo/cmd/ipfs@v${VERSION}`], { env, stdio: 'inherit' });
  return program;
}

/** Its repository is `dir`, which need not exist. */
export async function startKubo(dir: string): Promise<Kubo> {
  const program = install();
  const env = { ...process.env, IPFS_PATH: dir };
  const run = (...args: string[]) => execFileSync(program, args, { env, stdio: 'ignore' });
  const port = await findFreePort();
  run('init', '--profile=test');
  run('config', 'Addresses.API', `/ip4/127.0.0.1/tcp/${port}`);
  run('config', 'Addresses.Gateway', '');
  run('config', '--json', 'Addresses.Swarm', '[]');
  run('bootstrap', 'rm', '--all');
  const child = spawn(program, ['daemon', '--offline'], { env, stdio: 'ignore' });
  const apiUrl = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    if ((await fetch(`${apiUrl}/api/v0/id`, { method: 'POST' }).catch(() => undefined))?.ok === true) {
      return {
        apiUrl,
        async stop() {
          const ended = once(child, 'exit');
          child.kill('SIGTERM');
          await ended;
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error('Kubo did not start: it needs Go 1.23 or later');
}
