/** A queue in this process, for tests that need the real protocol of SQS and no table. */
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import type { EventLine } from '../../shared/event/event.js';
import { readLine } from '../../shared/event/line/line-reader.js';

export interface TestQueue {
  readonly queueUrl: string;
  readonly endpoint: string;
  readonly sqs: SQSClient;
  /** Receives and deletes everything that is there. */
  drain(): Promise<Message[]>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const region = 'us-east-1';

/** Listens on a free port; credentials for clients are put into the environment, as the SDK expects them there. */
export async function startQueue(): Promise<TestQueue> {
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: HOST, port: 0 });
  const sqs = new SQSClient({ region, endpoint, useQueueUrlAsEndpoint: false, maxAttempts: 1 });
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'events' }));
  return {
    queueUrl,
    endpoint,
    sqs,
    async drain() {
      const all: Message[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
        );
        if (Messages.length === 0) return all;
        all.push(...Messages);
        const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    },
    async stop() {
      sqs.destroy();
      await app.close();
    },
  };
}

/** The events of message bodies, each checked as ingest would; throws for a line that could not be stored. */
export function readEvents(bodies: readonly string[]): EventLine[] {
  return bodies.flatMap((body) =>
    readEnvelope(body).lines.map((line) => {
      const outcome = readLine(line);
      if ('refusal' in outcome) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
      return outcome.event;
    }),
  );
}
