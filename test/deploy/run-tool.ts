import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deployment } from './deployment.js';

export const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const TIMEOUT_MS = 180_000;
const MAX_OUTPUT_BYTES = 64 * 1_024 * 1_024;

export type Address = Pick<Deployment, 'environment' | 'pythonBin' | 'folder'>;

/** The CDK command line on the emulator; resolves with what it printed. */
export async function runCdk({ environment, folder }: Address, ...words: string[]): Promise<string> {
  const { stdout } = await run('npx', ['cdk', ...words, '--output', join(folder, 'cdk.out')], {
    cwd: root,
    env: { ...process.env, ...environment, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout;
}

/** The AWS command line on the emulator, as the root of the account; resolves with the parsed answer. */
export async function runAws({ environment, pythonBin }: Address, ...words: string[]): Promise<unknown> {
  // For SQS this command line does not take the address from the environment.
  const address = ['--endpoint-url', environment.AWS_ENDPOINT_URL ?? ''];
  const { stdout } = await run(join(pythonBin, 'aws'), [...address, ...words, '--output', 'json'], {
    env: { ...process.env, ...environment },
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}
