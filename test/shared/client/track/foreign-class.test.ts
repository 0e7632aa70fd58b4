import { once } from 'node:events';
import { createServer } from 'node:http';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrument, notAudited } from '../../../../shared/client/index.js';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';

const audit = new MemoryAuditLogger();
const untracked = S3Client.prototype.send;

instrument(
  S3Client,
  {
    send: {
      type: 'object_store',
      action: (command) => command.constructor.name.replace('Command', '').toLowerCase(),
      resource: ({ input }) => ('Key' in input ? `${input.Bucket}/${input.Key}` : undefined),
    },
    others: notAudited('lifecycle'),
  },
  audit,
);

/** Answers as S3 does: objects called `secret` are not for us, all others are empty. */
const server = createServer((request, response) => {
  const isDenied = request.url?.includes('secret') === true;
  response.writeHead(isDenied ? 403 : 200, { 'content-type': 'application/xml' });
  response.end(isDenied ? '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' : '');
});
let client: S3Client;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  client = new S3Client({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(() => {
  client.destroy();
  server.close();
});

describe('a class of a library', () => {
  it('has its operations in the trail, success and denial alike', async () => {
    const put = await client.send(new PutObjectCommand({ Bucket: 'b', Key: 'a.txt', Body: 'text' }));
    expect(put.$metadata.httpStatusCode).toBe(200);
    await expect(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'secret' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(audit.events).toMatchObject([
      { event_type: 'object_store', action: 'putobject', status: 'success', resource_id: 'b/a.txt' },
      {
        action: 'getobject',
        status: 'denied',
        resource_id: 'b/secret',
        error: { code: 'AccessDenied', message: 'no' },
      },
    ]);
  });

  it('has them with callbacks too', async () => {
    audit.clear();
    const command = new DeleteObjectCommand({ Bucket: 'b', Key: 'a.txt' });
    await new Promise<void>((resolve, reject) => {
      void client.send(command, (error) => (error ? reject(error) : resolve()));
    });
    expect(audit.get({}).action).toBe('deleteobject');
  });

  it('is tracked for itself alone, not for others that extend the same base', () => {
    expect(S3Client.prototype.send).not.toBe(untracked);
    expect(SQSClient.prototype.send).toBe(untracked);
    expect([S3Client.prototype.send.name, S3Client.prototype.send.length]).toEqual([untracked.name, untracked.length]);
  });
});
