/**
 * The trail key: what salts of events and keys of cursors are derived from. Made when the stack is deployed, as a
 * secret of 64 hexadecimal digits, and never rotated: another key would give a redelivered event another id.
 */
import { hkdfSync } from 'node:crypto';
import { TrailkeeperError } from '../errors/trailkeeper-error.js';

export const TRAIL_KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/;

/** The part of Secrets Manager that is needed: `SecretsManagerClient` wrapped, or a double. */
export interface SecretReader {
  /** The secret's text; undefined when it has none. */
  readSecret(secretArn: string): Promise<string | undefined>;
}

/** The secret is not one that a trail key can be made of. */
export class TrailKeyError extends TrailkeeperError<'TrailKeyError'> {
  override readonly name = 'TrailKeyError';
}

const loaded = new Map<string, Promise<Buffer>>();

/**
 * 32 bytes. Read once a process: later calls give the same key without a request, and a failed read is tried again by
 * the next call. Rejects with TrailKeyError, or with the error of the request.
 */
export function loadTrailKey(secretArn: string, reader: SecretReader = awsSecretReader): Promise<Buffer> {
  const known = loaded.get(secretArn);
  if (known !== undefined) return known;
  const reading = reader.readSecret(secretArn).then(parseTrailKey);
  loaded.set(secretArn, reading);
  reading.catch(() => loaded.delete(secretArn));
  return reading;
}

/** Throws TrailKeyError for anything but 64 hexadecimal digits in lower case. */
export function parseTrailKey(secret: string | undefined): Buffer {
  if (secret !== undefined && HEX.test(secret)) return Buffer.from(secret, 'hex');
  const expected = `${2 * TRAIL_KEY_BYTES} hexadecimal digits`;
  const got = secret === undefined ? 'no text' : `a text of ${secret.length} characters`;
  throw new TrailKeyError('bad_trail_key', { subject: "the trail key's secret", expected, got });
}

/** What a key derived from the trail key is for. Keys for different purposes say nothing about each other. */
export type KeyPurpose = 'cursor' | 'own' | 'request';

/** 32 bytes, by HKDF-SHA-256. */
export function deriveKey(trailKey: Uint8Array, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', trailKey, '', `trailkeeper/1 ${purpose}`, TRAIL_KEY_BYTES));
}

const REQUEST_TIMEOUT_MS = 5_000;

const awsSecretReader: SecretReader = {
  async readSecret(secretArn) {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient({
      retryMode: 'standard',
      maxAttempts: 3,
      requestHandler: {
        connectionTimeout: 1_000,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString;
    } finally {
      client.destroy();
    }
  },
};
