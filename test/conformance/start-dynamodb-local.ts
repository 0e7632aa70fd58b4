/** Amazon's own DynamoDB Local as a child process: what the store is checked against besides the emulator of the tests. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { awaitServer, stopServer } from '../support/await-server.js';
import { findFreePort } from '../support/free-port.js';

const root = join(import.meta.dirname, '..', '..');

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
  // It answers 400 to anything that is no signed request, which is an answer.
  const answers = async () => (await fetch(endpoint).catch(() => undefined)) !== undefined;
  await awaitServer(child, answers, 'DynamoDB Local did not start: it needs Java 17 and Maven');
  return { endpoint, stop: () => stopServer(child) };
}
