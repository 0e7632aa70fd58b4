/** `sender.env` in the data folder: all that a sender outside this process needs to know. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const LOCAL_REGION = 'us-east-1';
/** The embedded queue and table check no signature; clients want to sign nevertheless. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

export interface SenderEnvironment {
  readonly TRAILKEEPER_URL: string;
  readonly TRAILKEEPER_QUEUE_URL: string;
  readonly AWS_ENDPOINT_URL_SQS: string;
  readonly AWS_REGION: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

export function buildSenderEnvironment(addresses: {
  url: string;
  queueUrl: string;
  queueEndpoint: string;
}): SenderEnvironment {
  return {
    TRAILKEEPER_URL: addresses.url,
    TRAILKEEPER_QUEUE_URL: addresses.queueUrl,
    AWS_ENDPOINT_URL_SQS: addresses.queueEndpoint,
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  };
}

/** Writes `KEY=value` lines that a shell and every dotenv reader take; replaced whole. Returns the file's path. */
export function writeSenderEnvironment(dataDir: string, environment: SenderEnvironment): string {
  const path = join(dataDir, 'sender.env');
  const draft = `${path}.${process.pid}`;
  const lines = Object.entries(environment).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(draft, lines.join(''), { mode: 0o600 });
  renameSync(draft, path);
  return path;
}
