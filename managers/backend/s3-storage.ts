/** Content as objects in a bucket of S3, or of a service that speaks its protocol. The SDK is loaded when first used. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3BackendConfig } from './backend-config.js';
import type { ContentStorage, StorageCall } from './content-storage.js';
import { contentNotFound, splitStorageKey } from './storage-key.js';

const TIMEOUT_MS = 30_000;

export class S3Storage implements ContentStorage {
  readonly #config: S3BackendConfig;
  #client: Promise<S3Client> | undefined;

  constructor(config: S3BackendConfig) {
    this.#config = config;
  }

  async store(key: string, bytes: Uint8Array, call?: StorageCall): Promise<void> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#open();
    await client.send(new PutObjectCommand({ ...this.#object(key), Body: bytes }), limit(call));
  }

  async fetch(key: string, call?: StorageCall): Promise<Buffer> {
    const { GetObjectCommand, NoSuchKey } = await import('@aws-sdk/client-s3');
    const client = await this.#open();
    try {
      const { Body } = await client.send(new GetObjectCommand(this.#object(key)), limit(call));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      throw error instanceof NoSuchKey ? contentNotFound(key, error) : error;
    }
  }

  async remove(key: string, call?: StorageCall): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#open();
    await client.send(new DeleteObjectCommand(this.#object(key)), limit(call));
  }

  /** Reads nothing and writes nothing: it asks whether the bucket is there and lets us in. */
  async probe(call?: StorageCall): Promise<void> {
    const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#open();
    await client.send(new HeadBucketCommand({ Bucket: this.#config.bucket }), limit(call));
  }

  close(): void {
    this.#client?.then(
      (client) => client.destroy(),
      () => undefined,
    );
    this.#client = undefined;
  }

  #object(key: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.#config;
    const inner = splitStorageKey(key).join('/');
    return { Bucket: bucket, Key: prefix === undefined ? inner : `${prefix.replace(/\/+$/, '')}/${inner}` };
  }

  #open(): Promise<S3Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<S3Client> {
    const { S3Client } = await import('@aws-sdk/client-s3');
    const { region, endpoint, force_path_style, access_key_id, secret_access_key, session_token } = this.#config;
    return new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      forcePathStyle: force_path_style ?? endpoint !== undefined,
      // Without a key in the configuration the SDK finds one where it always does.
      ...(access_key_id === undefined || secret_access_key === undefined
        ? {}
        : {
            credentials: {
              accessKeyId: access_key_id,
              secretAccessKey: secret_access_key,
              ...(session_token === undefined ? {} : { sessionToken: session_token }),
            },
          }),
      // The write-ahead log tries again; the SDK only smooths over a lost connection.
      maxAttempts: 2,
      retryMode: 'standard',
    });
  }
}

function limit(call: StorageCall | undefined): { abortSignal: AbortSignal } {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return { abortSignal: call?.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]) };
}
