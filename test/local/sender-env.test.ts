import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildSenderEnvironment, writeSenderEnvironment } from '../../local/sender-env.js';

it('writes what a sender needs as lines that a shell understands, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sender-env-'));
  const environment = buildSenderEnvironment({
    url: 'http://127.0.0.1:1',
    queueUrl: 'http://127.0.0.1:2/000000000000/trailkeeper',
    queueEndpoint: 'http://127.0.0.1:2',
  });
  writeSenderEnvironment(folder, environment);
  const path = writeSenderEnvironment(folder, environment);
  expect(path).toBe(join(folder, 'sender.env'));
  expect(readdirSync(folder)).toEqual(['sender.env']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toBe(
    [
      'TRAILKEEPER_URL=http://127.0.0.1:1',
      'TRAILKEEPER_QUEUE_URL=http://127.0.0.1:2/000000000000/trailkeeper',
      'AWS_ENDPOINT_URL_SQS=http://127.0.0.1:2',
      'AWS_REGION=us-east-1',
      'AWS_ACCESS_KEY_ID=local',
      'AWS_SECRET_ACCESS_KEY=local',
      '',
    ].join('\n'),
  );
  rmSync(folder, { recursive: true });
});
