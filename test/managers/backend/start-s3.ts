import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { buildApp } from 'fauxqs';
import { onTestFinished } from 'vitest';
import type { S3Config } from '../../../managers/backend/backend-config.js';

/** The settings of a bucket of an S3 server that ends with the test. */
export async function startS3(): Promise<S3Config> {
  const app = buildApp({ logger: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: 'media' }));
  await client.send(new HeadBucketCommand({ Bucket: 'media' }));
  onTestFinished(async () => {
    client.destroy();
    app.server.closeAllConnections();
    await app.close();
  });
  return {
    type: 's3',
    bucket: 'media',
    region: 'us-east-1',
    endpoint,
    access_key_id: 'local',
    secret_access_key: 'local',
    prefix: 'objects/',
  };
}
