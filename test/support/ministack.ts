/** An AWS emulator as a child process: CloudFormation, SQS, Lambda, DynamoDB, KMS, IAM and API Gateway on one port. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './free-port.js';

const root = join(import.meta.dirname, '..', '..');
const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 60_000;

export interface MiniStack {
  /** `http://127.0.0.1:<port>`: a number and no name, so that S3 is addressed by path. */
  readonly endpoint: string;
  /** What the AWS SDK, the CDK command line and boto3 need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the pinned Python tools. */
  readonly pythonBin: string;
  stop(): Promise<void>;
}

/** Installs it when need be and resolves when it answers. Its log is `.cache/ministack.log`. */
export async function startMiniStack(): Promise<MiniStack> {
  const pythonBin = execFileSync(join(root, 'scripts', 'python-tools.sh'), { encoding: 'utf8' }).trim();
  const port = await findFreePort();
  const endpoint = `http://${HOST}:${port}`;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const log = createWriteStream(join(root, '.cache', 'ministack.log'));
  const child = spawn(join(pythonBin, 'ministack'), {
    env: { ...process.env, BIND_HOST: HOST, GATEWAY_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  await waitUntilItAnswers(`${endpoint}/_ministack/health`, child);
  return {
    endpoint,
    pythonBin,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stop: () => stopGroup(child),
  };
}

async function waitUntilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the emulator did not answer on ${url}: see .cache/ministack.log`);
}

/** Its Lambda workers are children of its own, so the whole group ends. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-Number(child.pid), 'SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}
