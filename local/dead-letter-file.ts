/**
 * What the ingest gave up on. The queue is in memory, so it goes to a file before the process ends: nothing is lost
 * unseen.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { BatchReceiver } from './batch-receiver.js';

const MAX_BATCHES = 1_000;

export interface DeadLetterQueue {
  readonly client: SQSClient;
  readonly deadLetterUrl: string;
}

/** One message a line of `dead-letters.ndjson`, with its own id and time. */
export interface DeadLetter {
  readonly message_id: string;
  /** Milliseconds since 1970. */
  readonly sent_at: number;
  readonly receive_count: number;
  readonly body: string;
}

/** Moves every dead letter to the file; resolves with their number. */
export async function saveDeadLetters({ client, deadLetterUrl }: DeadLetterQueue, dataDir: string): Promise<number> {
  const receiver = new BatchReceiver({
    client,
    queueUrl: deadLetterUrl,
    queueArn: '',
    settings: { batchSize: 100, windowMs: 0 },
  });
  const path = join(dataDir, 'dead-letters.ndjson');
  let saved = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const records = await receiver.receive(0);
    if (records.length === 0) break;
    const lines = records.map(({ messageId, attributes, body }) => {
      const letter: DeadLetter = {
        message_id: messageId,
        sent_at: Number(attributes.SentTimestamp),
        receive_count: Number(attributes.ApproximateReceiveCount),
        body,
      };
      return `${JSON.stringify(letter)}\n`;
    });
    appendFileSync(path, lines.join(''), { mode: 0o600, flush: true });
    await receiver.delete(records);
    saved += records.length;
  }
  return saved;
}
