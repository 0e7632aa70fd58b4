/** An AWS emulator as a child process: CloudFormation, SQS, Lambda, DynamoDB, KMS, IAM and API Gateway on one port. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { awaitServer } from './await-server.js';
import { findFreePort } from './free-port.js';

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, '.cache');
const HOST = '127.0.0.1';
const ANSWER_TIMEOUT_MS = 2_000;

/** A name for this machine that is not known as such, where clients treat the loopback in a way of their own. */
export const EMULATOR_NAME = 'emulator.test';

export interface MiniStack {
  /** `https://127.0.0.1:<port>`: a number and no name, so that S3 is addressed by path. */
  readonly endpoint: string;
  /** What the AWS SDK, the CDK command line, boto3 and curl need to find and to trust it, as the root of the account. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the pinned Python tools. */
  readonly pythonBin: string;
  stop(): Promise<void>;
}

/**
 * Installs it when need be and resolves when it answers. It checks signatures and policies as AWS does, for everybody
 * but the root of the account, and speaks TLS, which the queue's policy asks for. Its log is `.cache/ministack.log`.
 */
export async function startMiniStack(): Promise<MiniStack> {
  const pythonBin = execFileSync(join(root, 'scripts', 'python-tools.sh'), { encoding: 'utf8' }).trim();
  const port = await findFreePort();
  const endpoint = `https://${HOST}:${port}`;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'emulator-'));
  const { certificate, key } = makeCertificate(folder);
  const trust = {
    NODE_EXTRA_CA_CERTS: certificate,
    AWS_CA_BUNDLE: certificate,
    REQUESTS_CA_BUNDLE: certificate,
    SSL_CERT_FILE: certificate,
    CURL_CA_BUNDLE: certificate,
  };
  const log = createWriteStream(join(cache, 'ministack.log'));
  const child = spawn(join(pythonBin, 'ministack'), {
    env: {
      ...withoutAws(process.env),
      ...trust,
      BIND_HOST: HOST,
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: certificate,
      MINISTACK_SSL_KEY: key,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const [health, ca] = [`${endpoint}/_ministack/health`, readFileSync(certificate)];
  await awaitServer(
    child,
    () => answers(health, ca),
    `the emulator did not answer on ${health}: see .cache/ministack.log`,
  );
  return {
    endpoint,
    pythonBin,
    environment: {
      ...trust,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    async stop() {
      await stopGroup(child);
      rmSync(folder, { recursive: true });
    },
  };
}

function makeCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const names = `subjectAltName=IP:${HOST},DNS:localhost,DNS:${EMULATOR_NAME}`;
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const words = [
    'req',
    '-x509',
    ...kind,
    '-keyout',
    key,
    '-out',
    certificate,
    '-subj',
    '/CN=emulator',
    '-addext',
    names,
  ];
  execFileSync('openssl', words, { stdio: 'pipe' });
  return { certificate, key };
}

/** Its functions get what it was started with: settings for other endpoints would lead them astray. */
const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));

/** Not by fetch: this process was started before there was a certificate to trust. */
const answers = (url: string, ca: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = request(url, { ca, timeout: ANSWER_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });

/** Its Lambda workers are children of its own, so the whole group ends. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-Number(child.pid), 'SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}
