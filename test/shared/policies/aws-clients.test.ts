import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../../shared/client/track/instrument.js';
import { awsDynamodbPolicy, ACCESS as DYNAMODB } from '../../../shared/policies/aws-dynamodb.js';
import { awsS3Policy, ACCESS as S3 } from '../../../shared/policies/aws-s3.js';
import { awsSqsPolicy, ACCESS as SQS } from '../../../shared/policies/aws-sqs.js';
import { MemoryAuditLogger } from '../../../shared/testing/index.js';

const offline = {
  region: 'eu-west-1',
  endpoint: 'http://127.0.0.1:1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
};

describe('the commands of a client', () => {
  it.each([
    ['S3', s3, S3],
    ['DynamoDB', dynamodb, DYNAMODB],
    ['SQS', sqs, SQS],
  ])('%s: each that is installed reads or writes', (_, sdk, access) => {
    const commands = Object.keys(sdk).filter((name) => /^[A-Z].*Command$/.test(name));
    expect(commands.length).toBeGreaterThan(20);
    expect(Object.keys(access).sort()).toEqual(commands.sort());
  });
});

describe('one event for each command', () => {
  class S3Client extends s3.S3Client {}
  class DynamoDBClient extends dynamodb.DynamoDBClient {}
  class SQSClient extends sqs.SQSClient {}

  it('of S3: bucket and key, reads apart from writes, and no contents', async () => {
    const audit = new MemoryAuditLogger();
    instrument(S3Client, awsS3Policy, audit);
    const client = new S3Client(offline);
    const copy = { Bucket: 'media', Key: 'b.txt', CopySource: 'media/a.txt', SSECustomerKey: 'c2VjcmV0LXNlY3JldA==' };
    await expect(client.send(new s3.CopyObjectCommand(copy))).rejects.toThrow();
    await expect(client.send(new s3.GetObjectCommand({ Bucket: 'media', Key: 'a', VersionId: '7' }))).rejects.toThrow();
    await expect(client.send(new s3.ListBucketsCommand({}))).rejects.toThrow();
    expect(audit.events).toMatchObject([
      { event_type: 's3_write', action: 'CopyObject', status: 'failure', resource_id: 'media/b.txt' },
      { event_type: 's3_read', action: 'GetObject', resource_id: 'media/a', details: { version_id: '7' } },
      { event_type: 's3_read', action: 'ListBuckets' },
    ]);
    expect(audit.events[0]?.details).toEqual({ copy_source: 'media/a.txt' });
    expect(JSON.stringify(audit.events)).not.toContain('c2VjcmV0');
    client.destroy();
  });

  it('of DynamoDB: the table, or all of them', async () => {
    const audit = new MemoryAuditLogger();
    instrument(DynamoDBClient, awsDynamodbPolicy, audit);
    const client = new DynamoDBClient(offline);
    const Key = { id: { S: 'a' } };
    const Item = { id: { S: 'content' } };
    const TransactItems = [{ Put: { TableName: 'pages', Item } }, { Delete: { TableName: 'books', Key } }];
    await expect(client.send(new dynamodb.PutItemCommand({ TableName: 'books', Item }))).rejects.toThrow();
    await expect(client.send(new dynamodb.TransactWriteItemsCommand({ TransactItems }))).rejects.toThrow();
    const RequestItems = { books: { Keys: [Key] } };
    await expect(client.send(new dynamodb.BatchGetItemCommand({ RequestItems }))).rejects.toThrow();
    expect(audit.events.map(({ event_type, action, resource_id }) => [event_type, action, resource_id])).toEqual([
      ['dynamodb_write', 'PutItem', 'books'],
      ['dynamodb_write', 'TransactWriteItems', 'books,pages'],
      ['dynamodb_read', 'BatchGetItem', 'books'],
    ]);
    expect(JSON.stringify(audit.events)).not.toContain('content');
    client.destroy();
  });

  it('of SQS: the queue', async () => {
    const audit = new MemoryAuditLogger();
    instrument(SQSClient, awsSqsPolicy, audit);
    const client = new SQSClient(offline);
    const QueueUrl = 'http://127.0.0.1:1/1/orders';
    await expect(client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'content' }))).rejects.toThrow();
    await expect(client.send(new sqs.ReceiveMessageCommand({ QueueUrl }))).rejects.toThrow();
    await expect(client.send(new sqs.CreateQueueCommand({ QueueName: 'orders' }))).rejects.toThrow();
    expect(audit.events.map(({ event_type, resource_id }) => [event_type, resource_id])).toEqual([
      ['sqs_write', QueueUrl],
      ['sqs_read', QueueUrl],
      ['sqs_write', 'orders'],
    ]);
    expect(JSON.stringify(audit.events)).not.toContain('content');
    client.destroy();
  });
});
