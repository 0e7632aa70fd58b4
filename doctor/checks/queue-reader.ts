/** How much is in a queue, as SQS counts it. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Approximate, as SQS says of its own numbers. */
export interface QueueNumbers {
  readonly waiting: number;
  /** Taken by the ingest and not yet stored. */
  readonly inFlight: number;
  readonly delayed: number;
}

export interface QueueReader {
  read(): Promise<QueueNumbers>;
}

export class SqsQueueReader implements QueueReader {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async read(): Promise<QueueNumbers> {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return {
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
    };
  }
}

/** The URL of the queue that this one's redrive policy names: in the same account and region, beside it. */
export async function findDeadLetterUrl(client: SQSClient, queueUrl: string): Promise<string | undefined> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const name = /"deadLetterTargetArn"\s*:\s*"[^"]*:([^":]+)"/.exec(Attributes.RedrivePolicy ?? '')?.[1];
  return name === undefined ? undefined : queueUrl.replace(/[^/]+$/, name);
}
