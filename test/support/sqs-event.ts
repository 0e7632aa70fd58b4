/** Batches as Lambda hands them to the ingest function. */
import type { SQSEvent, SQSRecord } from 'aws-lambda';

export interface TestMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAtMs?: number;
  readonly senderId?: string;
  /** Which delivery this is, from 1. */
  readonly delivery?: number;
}

export const SENT_AT_MS = 1_800_000_000_000;
export const SENDER_ID = 'AROAEXAMPLE:storage-manager';

export function buildRecord({
  id,
  body,
  sentAtMs = SENT_AT_MS,
  senderId = SENDER_ID,
  delivery = 1,
}: TestMessage): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `handle of ${id}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(delivery),
      SentTimestamp: String(sentAtMs),
      SenderId: senderId,
      ApproximateFirstReceiveTimestamp: String(sentAtMs + 250),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:events',
    awsRegion: 'eu-central-1',
  };
}

export function buildBatch(messages: readonly TestMessage[]): SQSEvent {
  return { Records: messages.map(buildRecord) };
}
