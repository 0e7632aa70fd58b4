/** The unchanged app, deployed by the CDK command line to the emulator. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Deployment } from './deployment.js';
import { type Address, runCdk } from './run-tool.js';

export const STACK = 'trailkeeper-emulator';
export const OUTPUTS_FILE = 'outputs.json';
const STAGE = ['-c', 'stage=emulator'];

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

export interface DeployedStack extends Deployment {
  readonly outputs: StackOutputs;
  /** Where this machine reaches what `ApiUrl` names in AWS. */
  readonly apiUrl: string;
}

/** Deploys the stage `emulator`, with further options such as `-c retentionDays=30`. */
export async function deploy(address: Address, ...options: string[]): Promise<void> {
  const outputs = ['--outputs-file', join(address.folder, OUTPUTS_FILE)];
  await runCdk(address, 'deploy', '--require-approval', 'never', ...outputs, ...STAGE, ...options);
}

export async function destroy(address: Address): Promise<void> {
  await runCdk(address, 'destroy', '--force', ...STAGE);
}

/** What the global setup has deployed, or a test after it. */
export function attachToStack(): DeployedStack {
  const deployment = inject('deployment');
  const outputs = readOutputs(join(deployment.folder, OUTPUTS_FILE));
  return { ...deployment, outputs, apiUrl: findLocalApi(deployment.endpoint, outputs.ApiUrl) };
}

export function readOutputs(file: string, stack = STACK): StackOutputs {
  return JSON.parse(readFileSync(file, 'utf8'))[stack];
}

/** `https://<id>.execute-api.<region>.amazonaws.com/<stage>` as the emulator serves it. */
export function findLocalApi(endpoint: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  return `${endpoint}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
}
