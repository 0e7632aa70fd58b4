import { GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { instrument } from '../../../shared/client/track/instrument.js';
import { s3ClientPolicy } from '../../../shared/policies/s3-client.js';
import { MemoryAuditLogger } from '../../../shared/testing/index.js';

class OfflineS3Client extends S3Client {}

it('each command of an S3 client is one event with bucket and key, and nothing else of it', async () => {
  const audit = new MemoryAuditLogger();
  instrument(OfflineS3Client, s3ClientPolicy, audit);
  const client = new OfflineS3Client({
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const get = new GetObjectCommand({ Bucket: 'media', Key: 'a.txt', SSECustomerKey: 'c2VjcmV0LXNlY3JldC1zZWNyZXQ=' });
  await expect(client.send(get)).rejects.toThrow();
  await expect(client.send(new ListBucketsCommand())).rejects.toThrow();
  client.destroy();
  expect(audit.events).toMatchObject([
    { event_type: 'object_store', action: 'GetObject', status: 'failure', resource_id: 'media/a.txt' },
    { event_type: 'object_store', action: 'ListBuckets', status: 'failure' },
  ]);
  expect(JSON.stringify(audit.events)).not.toContain('c2VjcmV0');
});
