/** Sends what this process itself records, such as exports, by the client that it has for the queue anyway. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { EnvelopeSender, SendOutcome } from '../shared/client/senders/envelope-sender.js';
import type { EmbeddedQueue } from './embedded-queue.js';

export class QueueSender implements EnvelopeSender {
  readonly #queue: Pick<EmbeddedQueue, 'client' | 'queueUrl'>;

  constructor(queue: Pick<EmbeddedQueue, 'client' | 'queueUrl'>) {
    this.#queue = queue;
  }

  async send(bodies: readonly string[], signal?: AbortSignal): Promise<SendOutcome[]> {
    const { client, queueUrl } = this.#queue;
    const outcomes: SendOutcome[] = [];
    for (const MessageBody of bodies) {
      try {
        const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody });
        await client.send(command, signal === undefined ? {} : { abortSignal: signal });
        outcomes.push({ outcome: 'accepted' });
      } catch (error) {
        outcomes.push({ outcome: 'retry', reason: error instanceof Error ? error.name : 'unknown' });
      }
    }
    return outcomes;
  }

  /** The client belongs to the queue. */
  async close(): Promise<void> {}
}
