import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchReceiver, MAX_BATCH_BYTES } from '../../local/batch-receiver.js';
import { type EmbeddedQueue, startEmbeddedQueue } from '../../local/embedded-queue.js';

let queue: EmbeddedQueue;
beforeAll(async () => {
  queue = await startEmbeddedQueue({ visibilityTimeoutMs: 60_000, maxReceiveCount: 3 });
});
afterAll(() => queue.stop());

const MESSAGES = 40;
const BODY_BYTES = 200_000;

describe('a batch', () => {
  it('is never larger than what one invocation takes, and the rest comes next', async () => {
    for (let sent = 0; sent < MESSAGES; sent++) {
      const MessageBody = String(sent).padStart(BODY_BYTES, '.');
      await queue.client.send(new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody }));
    }
    const receiver = new BatchReceiver({ ...queue, settings: { batchSize: 100, windowMs: 0 } });
    const seen = new Set<string>();
    for (let batches = 0; seen.size < MESSAGES && batches < MESSAGES; batches++) {
      const batch = await receiver.receive(0);
      expect(batch.length * BODY_BYTES).toBeLessThanOrEqual(MAX_BATCH_BYTES);
      for (const { body } of batch) seen.add(body);
      await receiver.delete(batch);
    }
    expect(seen.size).toBe(MESSAGES);
    expect(await receiver.count()).toBe(0);
  });
});
