import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageQueue } from './message-queue.js';

/** The queue as SQS. `send` resolves when SQS has stored the body: only from then on may a request be answered 202. */
export class SqsMessageQueue implements MessageQueue {
  readonly #client: Pick<SQSClient, 'send'>;
  readonly #queueUrl: string;

  constructor(client: Pick<SQSClient, 'send'>, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send(body: string, signal: AbortSignal): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: body });
    await this.#client.send(command, { abortSignal: signal });
  }
}
