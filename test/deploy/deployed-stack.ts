/** The unchanged app, deployed by the CDK command line to the emulator. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type MiniStack, startMiniStack } from '../support/ministack.js';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const STACK = 'trailkeeper-emulator';
const DEPLOY_TIMEOUT_MS = 180_000;

export interface StackOutputs {
  readonly QueueUrl: string;
  readonly QueueArn: string;
  readonly DeadLetterQueueUrl: string;
  readonly ApiUrl: string;
  readonly TableName: string;
  readonly SenderPolicyArn: string;
  readonly ViewerPolicyArn: string;
  readonly ExporterPolicyArn: string;
  readonly AuditorPolicyArn: string;
}

export interface DeployedStack {
  readonly emulator: MiniStack;
  /** Of the latest deployment. */
  readonly outputs: StackOutputs;
  /** Where this machine reaches what `ApiUrl` names in AWS. */
  readonly apiUrl: string;
  /** Deploys again, with further options such as `-c retentionDays=30`. */
  deploy(...options: string[]): Promise<void>;
  destroy(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the emulator, bootstraps it and deploys the stage `emulator`. */
export async function deployStack(): Promise<DeployedStack> {
  const emulator = await startMiniStack();
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-deploy-'));
  const outputsFile = join(folder, 'outputs.json');
  const cdk = async (...words: string[]) => {
    const command = ['cdk', ...words, '-c', 'stage=emulator', '--output', join(folder, 'cdk.out')];
    await run('npx', command, {
      cwd: root,
      env: { ...process.env, ...emulator.environment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
      timeout: DEPLOY_TIMEOUT_MS,
      maxBuffer: 64 * 1_024 * 1_024,
    });
  };
  const deploy = async (...options: string[]) => {
    await cdk('deploy', '--require-approval', 'never', '--outputs-file', outputsFile, ...options);
  };
  const readOutputs = (): StackOutputs => JSON.parse(readFileSync(outputsFile, 'utf8'))[STACK];
  try {
    await cdk('bootstrap');
    await deploy();
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return {
    emulator,
    get outputs() {
      return readOutputs();
    },
    get apiUrl() {
      return findLocalApi(emulator.endpoint, readOutputs().ApiUrl);
    },
    deploy,
    destroy: () => cdk('destroy', '--force'),
    async stop() {
      await emulator.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** `https://<id>.execute-api.<region>.amazonaws.com/<stage>` as the emulator serves it. */
function findLocalApi(endpoint: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  return `${endpoint}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
}
