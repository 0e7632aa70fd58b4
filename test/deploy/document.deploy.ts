/** What `docs/deploy.md` and `docs/runbook.md` tell their readers to type, typed as it is written there. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { EMULATOR_NAME } from '../support/ministack.js';
import { correctRoles } from './correct-grants.js';
import { findLocalApi, readOutputs } from './deployed-stack.js';
import type { Deployment } from './deployment.js';
import { root, runAws } from './run-tool.js';

const STACK = 'trailkeeper-trial';
const OUTPUTS = join(root, 'cdk.out', 'outputs.json');
const SNIPPET = join(root, 'test', 'deploy', 'first-look.generated.ts');

interface Block {
  readonly language: string;
  readonly code: string;
}

const readBlocks = (file: string): Block[] =>
  [...readFileSync(join(root, 'docs', file), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', code = '']) => ({ language, code }),
  );
const ofShell = (blocks: readonly Block[]) =>
  blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);

describe('what the documents tell to type', () => {
  const deployment = inject('deployment');
  let variables: Record<string, string>;
  beforeAll(() => {
    variables = { ...deployment.environment, PATH: prepareTools(deployment), AWS_SESSION_TOKEN: '' };
  });
  afterAll(() => rmSync(SNIPPET, { force: true }));

  /** Ends with the first command that fails, as a reader would. */
  const type = (code: string, more: Record<string, string> = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const env = { ...process.env, ...variables, ...more, CDK_DISABLE_CLI_TELEMETRY: 'true' };
      const words = ['-c', `set -eo pipefail\n${code}`];
      execFile('bash', words, { cwd: root, env, timeout: 200_000, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
      );
    });
  const [deploy = '', address = '', ask = '', doctor = '', teardown = ''] = ofShell(readBlocks('deploy.md'));
  const localApi = () => findLocalApi(deployment.endpoint, readOutputs(OUTPUTS, STACK).ApiUrl);
  let support: Record<string, string>;

  it('deploys', async () => {
    expect(ofShell(readBlocks('deploy.md'))).toHaveLength(5);
    const { code, stderr } = await type(deploy);
    expect(code, stderr).toBe(0);
    await correctRoles(deployment, STACK, readOutputs(OUTPUTS, STACK).QueueArn);
  });

  it('finds the address and lets a role of the reader ask', async () => {
    const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const role = ['--role-name', 'support', '--assume-role-policy-document', document];
    await runAws(deployment, 'iam', 'create-role', ...role);
    const { code, stdout, stderr } = await type(`${address}\necho "$API_URL"`);
    expect(code, stderr).toBe(0);
    expect(stdout.trim()).toMatch(/^https:\/\/[a-z0-9]+\.execute-api\.us-east-1\.amazonaws\.com\/trail$/);
    support = await assume(deployment, 'support');
  });

  it('asks with curl', async () => {
    const { QueueUrl } = readOutputs(OUTPUTS, STACK);
    const event = {
      event_type: 'vfs_operation',
      action: 'write',
      status: 'success',
      user_id: 'alice',
      resource_id: 'x',
    };
    const body = JSON.stringify({ ...event, timestamp: new Date().toISOString() });
    await runAws(deployment, 'sqs', 'send-message', '--queue-url', QueueUrl, '--message-body', body);
    const answer = async () => {
      const { code, stdout, stderr } = await type(ask, { ...support, API_URL: localApi() });
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    };
    await expect.poll(answer, { timeout: 20_000 }).toMatchObject({ events: [event] });
  });

  it('asks in code', async () => {
    const [snippet] = readBlocks('deploy.md').filter(({ code }) => code.includes('AuditTrail'));
    expect(snippet?.language).toBe('ts');
    writeFileSync(SNIPPET, String(snippet?.code).replace("'trailkeeper'", "'../../shared/index.js'"));
    const command = `node --import tsx --import ./test/deploy/resolve-emulator.mjs ${SNIPPET}`;
    // A name that is not known to be this machine's, so that the client signs as it does in AWS.
    const url = localApi().replace('127.0.0.1', EMULATOR_NAME);
    const { code, stdout, stderr } = await type(command, { ...support, API_URL: url });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^\S+Z alice write success x$/m);
  });

  it('runs the doctor, who finds all well but what the emulator does not do', async () => {
    const { stdout } = await type(withApi(doctor));
    const failed = stdout.split('\n').filter((line) => line.startsWith('FAILED'));
    expect(failed).toEqual([expect.stringContaining('table: items expire by nothing')]);
    // `trial` streams its exports, which the emulator does not.
    expect(stdout).toMatch(/^warn +permissions: .* act as viewer, auditor, no answer to exporter/m);
  });

  it('looks and mends as the runbook says', async () => {
    const [setting = '', ...looks] = ofShell(readBlocks('runbook.md'));
    for (const look of looks) {
      const { code, stderr } = await type(`${setting}\n${withApi(look)}`, { API_URL: localApi() });
      expect(code, `${look}\n${stderr}`).toBe(0);
      expect(stderr).not.toMatch(/error|usage:/i);
    }
  });

  it('destroys', async () => {
    const { code, stderr } = await type(teardown);
    expect(code, stderr).toBe(0);
    const { stdout } = await type(
      'aws cloudformation list-stacks --query "StackSummaries[?StackStatus!=\'DELETE_COMPLETE\'].StackName" --output text',
    );
    expect(stdout).not.toContain(STACK);
  });

  /** The emulator's API is not at the address of AWS that the stack says. */
  const withApi = (code: string) =>
    code.replaceAll(/(npm run doctor -- --stack \S+)/g, (command) => `${command} --api-url ${localApi()}`);
});

/**
 * A folder of tools in front of the reader's: the AWS command line with the emulator's address, which it does not take from
 * the environment for SQS, and without the one call that the emulator does not know: its parameters are checked alone.
 */
function prepareTools({ folder, pythonBin, endpoint }: Deployment): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const aws = join(bin, 'aws');
  const call = `exec ${join(pythonBin, 'aws')} --endpoint-url ${endpoint} "$@"`;
  const check = `case "$*" in *start-message-move-task*) set -- "$@" --generate-cli-skeleton output ;; esac`;
  writeFileSync(aws, `#!/usr/bin/env bash\n${check}\n${call}\n`);
  chmodSync(aws, 0o755);
  return `${bin}${delimiter}${process.env.PATH}`;
}

async function assume(deployment: Deployment, name: string): Promise<Record<string, string>> {
  const role = ['--role-arn', `arn:aws:iam::000000000000:role/${name}`, '--role-session-name', 'first-look'];
  const keys = await runAws(
    deployment,
    'sts',
    'assume-role',
    ...role,
    '--query',
    '[Credentials.AccessKeyId, Credentials.SecretAccessKey, Credentials.SessionToken]',
  );
  if (!Array.isArray(keys)) throw new Error('no credentials');
  const [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN] = keys.map(String);
  return {
    AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID ?? '',
    AWS_SECRET_ACCESS_KEY: AWS_SECRET_ACCESS_KEY ?? '',
    AWS_SESSION_TOKEN: AWS_SESSION_TOKEN ?? '',
  };
}
