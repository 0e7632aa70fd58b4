/** A real Kubo as a child process, with a repository of its own and without a network. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { awaitServer, stopServer } from '../support/await-server.js';
import { findFreePort } from '../support/free-port.js';

const VERSION = '0.32.1';
const folder = join(import.meta.dirname, '..', '..', '.cache', `kubo-${VERSION}`);

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
  const answers = async () =>
    (await fetch(`${apiUrl}/api/v0/id`, { method: 'POST' }).catch(() => undefined))?.ok === true;
  await awaitServer(child, answers, 'Kubo did not start: it needs Go 1.23 or later');
  return { apiUrl, stop: () => stopServer(child) };
}
