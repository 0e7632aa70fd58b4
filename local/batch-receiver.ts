/** Receives, deletes and releases messages in the numbers that SQS allows in one call. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { LOCAL_REGION } from './sender-env.js';

export interface BatchReceiverOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly settings: { readonly batchSize: number; readonly windowMs: number };
}

/** Messages or entries in one call to SQS. */
const MAX_PER_CALL = 10;
/** Bytes of bodies in one batch: as much as Lambda takes in one invocation. */
export const MAX_BATCH_BYTES = 6_000_000;

export class BatchReceiver {
  readonly #options: BatchReceiverOptions;
  /** Received, and too much for the batch before. */
  #held: SQSRecord[] = [];

  constructor(options: BatchReceiverOptions) {
    this.#options = options;
  }

  /** Waits for a first message, then takes what else is there, until the batch is full or the window over. */
  async receive(waitSeconds: number): Promise<SQSRecord[]> {
    const { batchSize, windowMs } = this.#options.settings;
    const batch = this.#held.splice(0);
    if (batch.length === 0) batch.push(...(await this.#receiveSome(Math.min(MAX_PER_CALL, batchSize), waitSeconds)));
    if (batch.length === 0) return batch;
    const endsAt = Date.now() + windowMs;
    while (batch.length < batchSize && countBytes(batch) < MAX_BATCH_BYTES) {
      const wanted = Math.min(MAX_PER_CALL, batchSize - batch.length);
      const more = await this.#receiveSome(wanted, Math.ceil(Math.max(0, endsAt - Date.now()) / 1_000));
      batch.push(...more);
      if (more.length < wanted && Date.now() >= endsAt) break;
    }
    return this.#holdExcess(batch);
  }

  /** One message goes in whatever its size; the rest of what is too much comes first in the next batch. */
  #holdExcess(batch: SQSRecord[]): SQSRecord[] {
    let bytes = 0;
    const end = batch.findIndex(({ body }, index) => {
      bytes += Buffer.byteLength(body);
      return index > 0 && bytes > MAX_BATCH_BYTES;
    });
    if (end !== -1) this.#held = batch.splice(end);
    return batch;
  }

  async #receiveSome(count: number, waitSeconds: number): Promise<SQSRecord[]> {
    const { client, queueUrl, queueArn } = this.#options;
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages.map((message) => toRecord(message, queueArn));
  }

  /** @throws Error when a message could not be deleted: it will come again, and is stored already. */
  async delete(messages: readonly SQSRecord[]): Promise<void> {
    const { client, queueUrl } = this.#options;
    const problems: string[] = [];
    for (let start = 0; start < messages.length; start += MAX_PER_CALL) {
      const entries = messages.slice(start, start + MAX_PER_CALL).map((record, index) => ({
        Id: String(index),
        ReceiptHandle: record.receiptHandle,
      }));
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
      );
      problems.push(...Failed.map(({ Code, Message }) => `${Code}: ${Message}`));
    }
    if (problems.length > 0) throw new Error(`${problems.length} messages were not deleted (${problems[0]})`);
  }

  /** Ends the wait of messages that failed. */
  async release(messages: readonly SQSRecord[]): Promise<void> {
    const { client, queueUrl } = this.#options;
    for (const { receiptHandle } of messages) {
      const receipt = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
      await client.send(new ChangeMessageVisibilityCommand(receipt));
    }
  }

  /** Messages in the queue, whether visible, handed out or delayed. */
  async count(): Promise<number> {
    const { client, queueUrl } = this.#options;
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0);
  }
}

const countBytes = (batch: readonly SQSRecord[]): number =>
  batch.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);

/** The record of a Lambda event; all that SQS gives in capitals is there in small letters. */
function toRecord(message: Message, queueArn: string): SQSRecord {
  const attributes = message.Attributes ?? {};
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: attributes.ApproximateReceiveCount ?? '1',
      SentTimestamp: attributes.SentTimestamp ?? '0',
      SenderId: attributes.SenderId ?? '',
      ApproximateFirstReceiveTimestamp: attributes.ApproximateFirstReceiveTimestamp ?? '0',
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        {
          dataType: value.DataType ?? 'String',
          stringValue: value.StringValue,
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: LOCAL_REGION,
  };
}
