/** Amazon's own DynamoDB Local as a child process: what the store is checked against besides the emulator of the tests. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../support/free-port.js';

const root = join(import.meta.dirname, '..', '..');
const START_TIMEOUT_MS = 60_000;

export interface DynamoDbLocal {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Fetches it by Maven once, in the version that the POM beside this file names. */
function install(): string {
  const folder = join(root, '.cache', 'dynamodb-local-2.6.1');
  if (existsSync(join(folder, 'complete'))) return folder;
  const pom = join(import.meta.dirname, 'dynamodb-local.pom.xml');
  execFileSync('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]);
  mkdirSync(join(folder, 'complete'));
  return folder;
}

/** In memory, on a free port of the loopback; resolves when it answers. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const lib = install();
  const port = await findFreePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const child = spawn('java', [`-Djava.library.path=${lib}`, '-cp', join(lib, '*'), main, ...options], {
    stdio: 'ignore',
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    // It answers 400 to anything that is no signed request, which is an answer.
    if ((await fetch(endpoint).catch(() => undefined)) !== undefined) {
      return {
        endpoint,
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
  throw new Error('DynamoDB Local did not start: it needs Java 17 and Maven');
}
