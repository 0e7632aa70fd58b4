/** Starts the emulator and deploys the unchanged app once, for all files of this folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';
import { startMiniStack } from '../support/ministack.js';
import { correctRoles, correctSender } from './correct-grants.js';
import { deploy, OUTPUTS_FILE, readOutputs, STACK } from './deployed-stack.js';
import type { Caller } from './deployment.js';
import { type Address, runAws, runCdk } from './run-tool.js';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulator = await startMiniStack();
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-deploy-'));
  const stop = async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  };
  try {
    const address = { environment: emulator.environment, pythonBin: emulator.pythonBin, folder };
    await runCdk(address, 'bootstrap');
    await deploy(address);
    const { QueueArn, SenderPolicyArn, ViewerPolicyArn, ExporterPolicyArn, AuditorPolicyArn } = readOutputs(
      join(folder, OUTPUTS_FILE),
    );
    await correctRoles(address, STACK, QueueArn);
    // Workers are started with this process's environment, and trust a certificate only from their start on.
    process.env.NODE_EXTRA_CA_CERTS = emulator.environment.NODE_EXTRA_CA_CERTS;
    project.provide('deployment', {
      ...address,
      endpoint: emulator.endpoint,
      alice: await makeUser(address, 'alice', [SenderPolicyArn, ViewerPolicyArn, ExporterPolicyArn, AuditorPolicyArn]),
      bob: await makeUser(address, 'bob', [ViewerPolicyArn]),
      carol: await makeUser(address, 'carol', []),
    });
    await correctSender(address, 'alice', QueueArn);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

const keySchema = z.object({ AccessKey: z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string() }) });

async function makeUser(address: Address, name: string, policyArns: readonly string[]): Promise<Caller> {
  const user = ['--user-name', name];
  await runAws(address, 'iam', 'create-user', ...user);
  for (const arn of policyArns) await runAws(address, 'iam', 'attach-user-policy', ...user, '--policy-arn', arn);
  const { AccessKey: key } = keySchema.parse(await runAws(address, 'iam', 'create-access-key', ...user));
  return { AWS_ACCESS_KEY_ID: key.AccessKeyId, AWS_SECRET_ACCESS_KEY: key.SecretAccessKey };
}
