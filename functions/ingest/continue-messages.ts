/** Messages that one delivery does not finish: where this one begins, and where the next one will. */
import type { MessageProgress } from '../../shared/store/message-progress.js';
import { attemptWithin } from './attempt-within.js';
import type { MessageWork } from './message-work.js';
import type { PlannedMessage } from './plan-writes.js';
import type { TimeBudget } from './time-budget.js';

/** A queue keeps a message for 14 days at most. */
const KEPT_SECONDS = 15 * 86_400;
const ATTEMPT_MS = 2_000;

/**
 * The messages to work on, each with the line to begin with. A message whose progress cannot be read is left out, and so
 * handed back: beginning again could forget what was done. The first delivery of a message asks nothing.
 */
export async function findProgress<M extends PlannedMessage & { readonly delivery: number }>(
  messages: readonly M[],
  progress: MessageProgress,
  budget: TimeBudget,
): Promise<M[]> {
  const asked = await Promise.all(
    messages.map(async (message) => {
      if (message.delivery <= 1) return message;
      const { work } = message;
      const timeoutMs = Math.min(ATTEMPT_MS, budget.writingMs);
      try {
        const find = (signal: AbortSignal) => progress.findDoneLines(work.origin.messageId, signal);
        work.beganAt = await attemptWithin(timeoutMs, find);
        work.nextLine = work.beganAt;
        return message;
      } catch {
        return undefined;
      }
    }),
  );
  return asked.filter((message) => message !== undefined);
}

/**
 * Remembers what is stored and listed of messages that are handed back. Never rejects: what is not remembered is done
 * again. Resolves with the last failure.
 */
export async function keepProgress(
  continued: readonly MessageWork[],
  progress: MessageProgress,
  budget: TimeBudget,
): Promise<unknown> {
  let lastError: unknown;
  await Promise.all(
    continued.map(async ({ origin, nextLine }) => {
      const expiresAt = Math.floor(origin.sentAtMs / 1_000) + KEPT_SECONDS;
      const timeoutMs = Math.min(ATTEMPT_MS, budget.manifestMs);
      try {
        await attemptWithin(timeoutMs, (signal) =>
          progress.putDoneLines(origin.messageId, nextLine, expiresAt, signal),
        );
      } catch (error) {
        lastError = error;
      }
    }),
  );
  return lastError;
}
