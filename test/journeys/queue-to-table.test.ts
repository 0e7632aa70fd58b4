/** From the queue into the table over their real protocols. */
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAcceptApp } from '../../functions/accept/accept-app.js';
import { SqsMessageQueue } from '../../functions/accept/sqs-message-queue.js';
import { ingestBatch } from '../../functions/ingest/ingest-batch.js';
import { CachedEpochs, WRITER_EPOCHS } from '../../shared/store/cached-epochs.js';
import { DynamoDbStore } from '../../shared/store/dynamodb-store.js';
import { DynamoDbEpochDirectory } from '../../shared/store/epoch-directory.js';
import { fromNativeItem } from '../../shared/store/native-item.js';
import { DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { type Emulators, startEmulators } from '../support/emulators.js';
import { idsOf, makeEnvelopes, TRAIL_KEY } from '../support/ingest-fixture.js';
import { MemoryRequestKeys } from '../support/memory-request-keys.js';
import { buildRecord } from '../support/sqs-event.js';

let emulators: Emulators;
beforeAll(async () => {
  emulators = await startEmulators();
});
afterAll(() => emulators.stop());

async function receive(): Promise<{ record: SQSRecord; handle: string }[]> {
  const { sqs, queueUrl } = emulators;
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
  );
  return Messages.map(({ MessageId: id = '', Body: body = '', Attributes = {}, ReceiptHandle: handle = '' }) => ({
    record: buildRecord({ id, body, sentAtMs: Number(Attributes.SentTimestamp), senderId: Attributes.SenderId ?? '' }),
    handle,
  }));
}

/** Takes what waits through the ingest, as the source mapping does; true when there was something. */
async function drainOnce(): Promise<boolean> {
  const { dynamoDb, tableName, sqs, queueUrl } = emulators;
  const received = await receive();
  if (received.length === 0) return false;
  const store = new DynamoDbStore(dynamoDb, tableName);
  const epochs = new CachedEpochs(new DynamoDbEpochDirectory(dynamoDb, tableName), WRITER_EPOCHS);
  const senders = new DynamoDbSenderDirectory(dynamoDb, tableName);
  const endMs = Date.now() + 20_000;
  const response = await ingestBatch(
    { Records: received.map(({ record }) => record) },
    {
      trailKey: TRAIL_KEY,
      store: { events: store, quarantine: store, manifests: store, progress: store, epochs, senders },
      retentionDays: 30,
      remainingTimeMs: () => endMs - Date.now(),
    },
  );
  expect(idsOf(response)).toEqual([]);
  await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: received.map(({ handle }, at) => ({ Id: String(at), ReceiptHandle: handle })),
    }),
  );
  return true;
}

async function scan(): Promise<Record<string, string | number | Uint8Array>[]> {
  const { dynamoDb, tableName } = emulators;
  const items: Record<string, AttributeValue>[] = [];
  for await (const page of paginateScan({ client: dynamoDb }, { TableName: tableName }))
    items.push(...(page.Items ?? []));
  return items.map(fromNativeItem);
}

test('envelopes, plain events and accepted ones arrive once each, however often they are sent', async () => {
  const { sqs, queueUrl } = emulators;
  const envelopes = makeEnvelopes(4, 60);
  const plain = { timestamp: '2026-01-31T09:30:00Z', event_type: 't', action: 'a', status: 'denied', external_id: 'x' };
  for (let round = 0; round < 3; round += 1) {
    const entries = envelopes.map(({ id, body }) => ({ Id: id, MessageBody: body }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify([plain, { bad: true }]) }));
  }
  const app = createAcceptApp({
    requestKeys: new MemoryRequestKeys(),
    queue: new SqsMessageQueue(sqs, queueUrl),
    getTrailKey: async () => TRAIL_KEY,
    reportError: () => {},
  });
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
  for (let round = 0; round < 2; round += 1) {
    const body = JSON.stringify({ events: [{ ...plain, external_id: undefined }] });
    const response = await app.request('/v1/events', { method: 'POST', headers, body });
    expect(response.status).toBe(202);
  }
  while (await drainOnce());

  const items = await scan();
  const under = (prefix: string) => items.filter((item) => String(item.pk).startsWith(prefix));
  expect(under('T#')).toHaveLength(240 + 1 + 1);
  expect(under('Q#')).toHaveLength(3);
  expect(under('L#').length).toBe(160);
  expect(under('A#').length).toBeGreaterThan(0);
  expect(under('T#').filter((item) => String(item.s).startsWith('denied#'))).toHaveLength(2 + 1);
});

test('a queue that is not there is 503', async () => {
  const { sqs, queueUrl } = emulators;
  const app = createAcceptApp({
    requestKeys: new MemoryRequestKeys(),
    queue: new SqsMessageQueue(sqs, `${queueUrl}-no`),
    getTrailKey: async () => TRAIL_KEY,
    reportError: () => {},
  });
  const body = '{"timestamp":"2026-01-31T09:30:00Z","event_type":"t","action":"a","status":"success"}';
  const headers = { 'Content-Type': 'application/json' };
  expect((await app.request('/v1/events', { method: 'POST', headers, body })).status).toBe(503);
});
