/** Waits for a queue to be empty. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';

const TIMEOUT_MS = 60_000;
const NAMES = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** Resolves when every message was taken in and acknowledged, in a test or around it; rejects after a minute. */
export async function untilDrained(sqs: SQSClient, queueUrl: string): Promise<void> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...NAMES] });
  const check = async () => {
    const { Attributes = {} } = await sqs.send(command);
    expect(NAMES.map((name) => Number(Attributes[name]))).toEqual([0, 0]);
  };
  await vi.waitFor(check, { timeout: TIMEOUT_MS, interval: 50 });
}
