import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedQueue, startEmbeddedQueue } from '../../local/embedded-queue.js';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

let queue: EmbeddedQueue;
beforeEach(async () => {
  queue = await startEmbeddedQueue({ visibilityTimeoutMs: 1_000, maxReceiveCount: 3 });
});
afterEach(() => queue.stop());

describe('startEmbeddedQueue', () => {
  it('listens on the loopback only, and its URL has the address of the endpoint', () => {
    expect(queue.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(queue.queueUrl).toBe(`${queue.endpoint}/000000000000/trailkeeper`);
  });

  it('takes messages from clients that connect to the URL and from those that connect to the endpoint', async () => {
    const region = 'eu-west-1';
    const clients = [
      new SQSClient({ region, credentials }),
      new SQSClient({ region, credentials, endpoint: queue.endpoint, useQueueUrlAsEndpoint: false }),
    ];
    for (const client of clients) {
      await client.send(new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody: 'one' }));
      await client.send(
        new SendMessageBatchCommand({ QueueUrl: queue.queueUrl, Entries: [{ Id: 'a', MessageBody: 'two' }] }),
      );
      client.destroy();
    }
    const receive = new ReceiveMessageCommand({ QueueUrl: queue.queueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await queue.client.send(receive);
    expect(Messages.map(({ Body }) => Body)).toEqual(['one', 'two', 'one', 'two']);
  });

  it('refuses senders once it is told to, and keeps what it has', async () => {
    const send = new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody: 'one' });
    await queue.client.send(send);
    queue.refuseSenders();
    const client = new SQSClient({ region: 'us-east-1', credentials, endpoint: queue.endpoint, maxAttempts: 1 });
    await expect(client.send(send)).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    client.destroy();
    const { Messages = [] } = await queue.client.send(new ReceiveMessageCommand({ QueueUrl: queue.queueUrl }));
    expect(Messages).toHaveLength(1);
  });

  it('serves S3 on the same endpoint', async () => {
    const s3 = new S3Client({ region: 'us-east-1', credentials, endpoint: queue.endpoint, forcePathStyle: true });
    await expect(s3.send(new PutObjectCommand({ Bucket: 'missing', Key: 'key', Body: 'text' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    s3.destroy();
  });

  it.each([
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'application/x-amz-json-1.0' }],
    ['a page of another origin', { Origin: 'http://page.example', 'Content-Type': 'application/x-amz-json-1.0' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ])('refuses %s', async (_, headers) => {
    const response = await fetch(queue.endpoint, { method: 'POST', headers, body: 'Action=ListTopics' });
    expect(response.status).toBe(403);
  });
});
