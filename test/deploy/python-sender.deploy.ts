import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { attachToStack } from './deployed-stack.js';
import { root } from './run-tool.js';

it('a sender in Python, with boto3 and the JSON Schema alone, is stored and finds its events by signed questions', async () => {
  const { environment, endpoint, alice, outputs, apiUrl, pythonBin, folder } = attachToStack();
  const file = join(folder, 'sender.env');
  const lines = {
    TRAILKEEPER_URL: apiUrl,
    TRAILKEEPER_QUEUE_URL: outputs.QueueUrl,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_REGION: environment.AWS_REGION,
    AWS_SIGN: '1',
    ...alice,
  };
  writeFileSync(
    file,
    Object.entries(lines)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const sender = ['test/journeys/foreign-sender.py', file, 'docs/generated/event.schema.json'];
  const { stdout } = await promisify(execFile)(join(pythonBin, 'python'), sender, {
    cwd: root,
    env: { ...process.env, ...environment },
    timeout: 120_000,
  });
  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
});
