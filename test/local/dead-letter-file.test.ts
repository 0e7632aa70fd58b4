import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { saveDeadLetters } from '../../local/dead-letter-file.js';
import { startEmbeddedQueue } from '../../local/embedded-queue.js';

it('moves dead letters to a file that grows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  const queue = await startEmbeddedQueue({ visibilityTimeoutMs: 1_000, maxReceiveCount: 3 });
  const send = (body: string) =>
    queue.client.send(new SendMessageCommand({ QueueUrl: queue.deadLetterUrl, MessageBody: body }));
  try {
    expect(await saveDeadLetters(queue, folder)).toBe(0);
    const { MessageId } = await send('first\nline');
    for (let index = 0; index < 11; index++) await send(`other ${index}`);
    expect(await saveDeadLetters(queue, folder)).toBe(12);
    await send('late');
    expect(await saveDeadLetters(queue, folder)).toBe(1);
    const lines = readFileSync(join(folder, 'dead-letters.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(13);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      message_id: MessageId,
      sent_at: expect.any(Number),
      receive_count: 1,
      body: 'first\nline',
    });
  } finally {
    await queue.stop();
    rmSync(folder, { recursive: true });
  }
});
