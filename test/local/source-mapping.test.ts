import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchReceiver } from '../../local/batch-receiver.js';
import { type EmbeddedQueue, startEmbeddedQueue } from '../../local/embedded-queue.js';
import {
  assertVisibility,
  type BatchHandler,
  type MappingSettings,
  type SourceMapping,
  startSourceMapping,
} from '../../local/source-mapping.js';

const settings: MappingSettings = {
  batchSize: 100,
  windowMs: 0,
  functionTimeoutMs: 500,
  visibilityTimeoutMs: 1_000,
};
const MAX_RECEIVE_COUNT = 3;

let queue: EmbeddedQueue;
let mapping: SourceMapping | undefined;
let errors: unknown[];

beforeEach(async () => {
  errors = [];
  mapping = undefined;
  queue = await startEmbeddedQueue({
    visibilityTimeoutMs: settings.visibilityTimeoutMs,
    maxReceiveCount: MAX_RECEIVE_COUNT,
  });
});
afterEach(async () => {
  await mapping?.stop(0);
  await queue.stop();
});

const start = (handler: BatchHandler) => {
  // A poll that outlives its test must not report to the next one.
  const ownErrors = errors;
  mapping = startSourceMapping({
    client: queue.client,
    queueUrl: queue.queueUrl,
    queueArn: queue.queueArn,
    settings,
    handler,
    reportError: (error) => ownErrors.push(error),
  });
  return mapping;
};

const send = (body: string) =>
  queue.client.send(new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody: body }));
const bodies = (event: SQSEvent) => event.Records.map(({ body }) => body);
const done: SQSBatchResponse = { batchItemFailures: [] };

function countIn(queueUrl: string): Promise<number> {
  const receiver = new BatchReceiver({ client: queue.client, queueUrl, queueArn: '', settings });
  return receiver.count();
}

describe('assertVisibility', () => {
  it('refuses a visibility timeout within which a healthy batch can come back', () => {
    expect(() => assertVisibility({ ...settings, windowMs: 500 })).toThrow(RangeError);
    expect(() => assertVisibility({ ...settings, windowMs: 499 })).not.toThrow();
  });
});

describe('startSourceMapping', () => {
  it('hands messages over as Lambda does and deletes them afterwards', async () => {
    const events: SQSEvent[] = [];
    start(async (event) => {
      events.push(event);
      return done;
    });
    const before = Date.now();
    const { MessageId } = await send('hello');
    await expect.poll(() => events).toHaveLength(1);
    const record = events[0]?.Records[0];
    expect(record).toMatchObject({
      messageId: MessageId,
      body: 'hello',
      eventSource: 'aws:sqs',
      eventSourceARN: queue.queueArn,
      attributes: { ApproximateReceiveCount: '1' },
    });
    expect(Number(record?.attributes.SentTimestamp)).toBeGreaterThanOrEqual(before);
    await expect.poll(() => countIn(queue.queueUrl)).toBe(0);
    expect(errors).toEqual([]);
  });

  it('collects more messages than one call to the queue brings', async () => {
    for (let index = 0; index < 25; index++) await send(String(index));
    const sizes: number[] = [];
    start(async (event) => {
      sizes.push(event.Records.length);
      return done;
    });
    await expect.poll(() => sizes).toEqual([25]);
  });

  it('delivers again only what the function listed as failed', async () => {
    await send('good');
    await send('bad');
    const seen: string[][] = [];
    start(async (event) => {
      seen.push(bodies(event));
      const bad = event.Records.filter(({ body }) => body === 'bad' && seen.length === 1);
      return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await expect.poll(() => seen).toEqual([['good', 'bad'], ['bad']]);
  });

  it.each<[string, BatchHandler]>([
    ['throws', () => Promise.reject(new Error('out of order'))],
    ['takes longer than its timeout', () => new Promise(() => {})],
    ['names a message that it did not get', async () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
    // What a handler in plain JavaScript may return.
    ['answers nothing', async () => JSON.parse('null')],
  ])('keeps the whole batch when the function %s', async (_, broken) => {
    await send('kept');
    const seen: string[][] = [];
    start(async (event, remainingTimeMs) => {
      seen.push(bodies(event));
      return seen.length === 1 ? broken(event, remainingTimeMs) : done;
    });
    await expect.poll(() => seen).toEqual([['kept'], ['kept']]);
    expect(errors).toHaveLength(1);
  });

  it('moves a message to the dead-letter queue after its last delivery', async () => {
    await send('poison');
    let deliveries = 0;
    start(async (event) => {
      deliveries++;
      return { batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await expect.poll(() => countIn(queue.deadLetterUrl)).toBe(1);
    expect(deliveries).toBe(MAX_RECEIVE_COUNT);
  });

  it('hands over everything before it stops, failed messages without their wait', async () => {
    let failing = true;
    let failures = 0;
    const stored: string[] = [];
    const running = start(async (event) => {
      if (failing) failures += 1;
      if (failing) return { batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      stored.push(...bodies(event));
      return done;
    });
    await send('first');
    await expect.poll(() => failures).toBeGreaterThan(0);
    failing = false;
    await send('second');
    expect(await running.stop(5_000)).toBe(0);
    expect(stored.sort()).toEqual(['first', 'second']);
  });

  it('says how many messages are left when its time is up', async () => {
    const running = start(() => new Promise(() => {}));
    await send('stuck');
    expect(await running.stop(200)).toBe(1);
  });
});
