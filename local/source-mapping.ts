/**
 * What Lambda's event source mapping does between a queue and a function: polls, hands batches over, deletes what
 * the function did not list as failed. The rest stays, becomes visible again, and in the end goes to the dead-letter
 * queue.
 */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readBatchFailures } from './batch-failures.js';
import { BatchReceiver } from './batch-receiver.js';
import { delay, withDeadline } from './deadline.js';

export interface MappingSettings {
  /** Messages handed over at once, at most. */
  readonly batchSize: number;
  /** How long a batch is collected before it is handed over. */
  readonly windowMs: number;
  /** After this the invocation counts as failed, whatever it still does. */
  readonly functionTimeoutMs: number;
  readonly visibilityTimeoutMs: number;
}

/** One invocation of the function; `remainingTimeMs` counts down to its timeout. */
export type BatchHandler = (event: SQSEvent, remainingTimeMs: () => number) => Promise<SQSBatchResponse>;

export interface SourceMappingOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly settings: MappingSettings;
  readonly handler: BatchHandler;
  /** Told of invocations that failed as a whole and of polls that did; must not throw. */
  readonly reportError: (error: unknown) => void;
}

export interface SourceMapping {
  /**
   * Hands over what is in the queue, failed messages again and without their wait, until it is empty or the time is up;
   * then polling has ended. Resolves with the number of messages that are still in the queue.
   */
  stop(deadlineMs: number): Promise<number>;
}

const PAUSE_AFTER_ERROR_MS = 500;
const PAUSE_IN_DRAIN_MS = 50;

/** @throws RangeError when a healthy message could come back while it is being stored. */
export function assertVisibility({ windowMs, functionTimeoutMs, visibilityTimeoutMs }: MappingSettings): void {
  if (visibilityTimeoutMs > windowMs + functionTimeoutMs) return;
  throw new RangeError(
    `visibilityTimeoutMs is ${visibilityTimeoutMs}, expected more than windowMs + functionTimeoutMs ` +
      `(${windowMs} + ${functionTimeoutMs}): healthy messages would reach the dead-letter queue`,
  );
}

export function startSourceMapping(options: SourceMappingOptions): SourceMapping {
  const { settings, handler, reportError } = options;
  assertVisibility(settings);
  const receiver = new BatchReceiver(options);
  /** Receipts of failed messages by message id, kept to shorten their wait in a drain. */
  const failed = new Map<string, SQSRecord>();
  let draining = false;

  async function invoke(messages: readonly SQSRecord[]): Promise<void> {
    const endsAt = Date.now() + settings.functionTimeoutMs;
    const event = { Records: [...messages] };
    let failures: ReadonlySet<string>;
    try {
      const answer = await withDeadline(
        handler(event, () => Math.max(0, endsAt - Date.now())),
        settings.functionTimeoutMs,
        'the ingest',
      );
      failures = readBatchFailures(event, answer);
    } catch (error) {
      reportError(error);
      failures = new Set(event.Records.map(({ messageId }) => messageId));
    }
    for (const message of messages) {
      if (failures.has(message.messageId)) failed.set(message.messageId, message);
      else failed.delete(message.messageId);
    }
    await receiver.delete(messages.filter(({ messageId }) => !failures.has(messageId)));
  }

  /** One poll and, when it brought something, one invocation. Says whether it did. */
  async function step(waitSeconds: number): Promise<boolean> {
    try {
      const messages = await receiver.receive(waitSeconds);
      if (messages.length === 0) return false;
      await invoke(messages);
      return true;
    } catch (error) {
      reportError(error);
      await delay(PAUSE_AFTER_ERROR_MS);
      return false;
    }
  }

  async function poll(): Promise<void> {
    // A poll is not broken off, because the queue would hide the messages that it was about to answer with; it is kept
    // short instead, and returns at once when a message comes.
    while (!draining) await step(1);
  }
  const polling = poll();

  return {
    async stop(deadlineMs) {
      const endsAt = Date.now() + deadlineMs;
      draining = true;
      await Promise.race([polling, delay(deadlineMs)]);
      while (Date.now() < endsAt) {
        if (await step(0)) continue;
        const left = await receiver.count().catch(() => undefined);
        if (left === 0) return 0;
        await receiver.release([...failed.values()]).catch(reportError);
        failed.clear();
        await delay(PAUSE_IN_DRAIN_MS);
      }
      return await receiver.count();
    },
  };
}
