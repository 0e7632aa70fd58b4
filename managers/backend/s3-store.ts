/** Keeps objects in a bucket of S3, or of what speaks its protocol. */

import { createReadStream } from 'node:fs';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { type Content, isFile, sizeOf } from '../content.js';
import { ManagerError } from '../manager-error.js';
import type { S3Config } from './backend-config.js';
import type { ByteRange, ObjectStore } from './object-store.js';
import { MARK_NAME, type MarkKeeper } from './place-mark.js';
import { toStoreError } from './store-error.js';

type Sdk = typeof import('@aws-sdk/client-s3');

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;

export class S3Store implements ObjectStore {
  private readonly bucket: string;
  private readonly prefix: string;
  private connected: Promise<{ sdk: Sdk; client: S3Client }> | undefined;

  constructor(private readonly config: S3Config) {
    this.bucket = config.bucket;
    this.prefix = config.prefix ?? '';
  }

  async store(key: string, content: Content, signal?: AbortSignal): Promise<void> {
    const body = isFile(content) ? createReadStream(content.file) : content;
    await this.use(({ client, sdk }) =>
      client.send(
        new sdk.PutObjectCommand({ ...this.placeOf(key), Body: body, ContentLength: sizeOf(content) }),
        signal && { abortSignal: signal },
      ),
    );
  }

  async *open(key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    const { Body: body } = await this.use(
      ({ client, sdk }) =>
        client.send(new sdk.GetObjectCommand({ ...this.placeOf(key), Range: `bytes=${start}-${end - 1}` })),
      key,
    );
    if (body === undefined) return;
    try {
      for await (const piece of body.transformToWebStream()) yield piece;
    } catch (error) {
      throw toStoreError(error, `the bucket ${this.bucket}`);
    }
  }

  async fetch(key: string): Promise<Uint8Array> {
    return await this.use(async ({ client, sdk }) => {
      const { Body: body } = await client.send(new sdk.GetObjectCommand(this.placeOf(key)));
      return (await body?.transformToByteArray()) ?? new Uint8Array();
    }, key);
  }

  async remove(key: string): Promise<void> {
    await this.use(({ client, sdk }) => client.send(new sdk.DeleteObjectCommand(this.placeOf(key))));
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.use(({ client, sdk }) =>
      client.send(new sdk.HeadBucketCommand({ Bucket: this.bucket }), { abortSignal: signal }),
    );
  }

  readonly mark: MarkKeeper = {
    read: async (signal) => {
      try {
        return await this.use(async ({ client, sdk }) => {
          const found = await client.send(new sdk.GetObjectCommand(this.placeOf(MARK_NAME)), { abortSignal: signal });
          return await found.Body?.transformToString();
        }, MARK_NAME);
      } catch (error) {
        if (error instanceof ManagerError && error.code === 'not_found') return undefined;
        throw error;
      }
    },
    write: async (text, replace, signal) => {
      const place = this.placeOf(MARK_NAME);
      await this.use(async ({ client, sdk }) => {
        const send = async (condition: { IfNoneMatch?: string }): Promise<void> => {
          const put = { ...place, Body: text, ContentLength: text.length, ...condition };
          await client.send(new sdk.PutObjectCommand(put), { abortSignal: signal });
        };
        if (replace) return send({});
        await send({ IfNoneMatch: '*' }).catch((error: unknown) => {
          // Services that only resemble S3 may know no conditions: whose mark it is is read afterwards in any case.
          if (error instanceof Error && error.name === 'NotImplemented') return send({});
          return unlessThere(error);
        });
      });
    },
    remove: () => this.remove(MARK_NAME),
  };

  close(): void {
    const connected = this.connected;
    this.connected = undefined;
    connected?.then(
      ({ client }) => client.destroy(),
      () => undefined,
    );
  }

  private placeOf(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: `${this.prefix}${key}` };
  }

  private async use<T>(request: (connected: { sdk: Sdk; client: S3Client }) => Promise<T>, key?: string): Promise<T> {
    this.connected ??= connect(this.config);
    try {
      return await request(await this.connected);
    } catch (error) {
      if (key !== undefined && error instanceof Error && error.name === 'NoSuchKey') {
        throw new ManagerError('not_found', `nothing is stored under ${key}`, { cause: error });
      }
      throw toStoreError(error, `the bucket ${this.bucket}`);
    }
  }
}

/** Somebody's mark came first; whose it is is read then. */
function unlessThere(error: unknown): void {
  if (!(error instanceof Error) || !/^(PreconditionFailed|ConditionalRequestConflict)$/.test(error.name)) throw error;
}

/** Loaded with the first use: who has no S3 backend does not pay for the SDK. */
async function connect(config: S3Config): Promise<{ sdk: Sdk; client: S3Client }> {
  const sdk = await import('@aws-sdk/client-s3');
  const settings: S3ClientConfig = {
    region: config.region,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    // Services that only resemble S3 do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
  if (config.endpoint !== undefined) {
    settings.endpoint = config.endpoint;
    settings.forcePathStyle = true;
  }
  if (config.access_key_id !== undefined && config.secret_access_key !== undefined) {
    settings.credentials = { accessKeyId: config.access_key_id, secretAccessKey: config.secret_access_key };
  }
  return { sdk, client: new sdk.S3Client(settings) };
}
