/** One attempt to send, which always ends: no sender can keep the others waiting, and none can throw. */
import { redactText } from '../../event/redact/redact.js';
import { withDeadline } from '../context/with-deadline.js';
import type { EnvelopeSender, SendOutcome } from './envelope-sender.js';

/**
 * One outcome for each body. A sender that throws, rejects, gives too few outcomes or does not answer within
 * `timeoutMs` gives `retry`. Aborting `controller` ends the attempt at once. It
 * does not keep the process alive: whoever waits for the events does.
 */
export async function sendWithin(
  sender: EnvelopeSender,
  bodies: readonly string[],
  timeoutMs: number,
  controller: AbortController,
): Promise<SendOutcome[]> {
  const onLate = () => controller.abort(new Error(`no answer within ${timeoutMs} ms`));
  const { signal } = controller;
  const send = () => sender.send(bodies, signal);
  try {
    const outcomes = (await withDeadline(send, timeoutMs, onLate, { signal, keepsProcess: false })) ?? [];
    return bodies.map((_, at) => outcomes[at] ?? { outcome: 'retry', reason: 'the sender gave no outcome' });
  } catch (error) {
    const reason = describeFailure(error);
    return bodies.map(() => ({ outcome: 'retry', reason }));
  }
}

const MAX_REASON_LENGTH = 300;

/** Name and message of an error for counters and warnings, without secrets. */
export function describeFailure(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'not an Error was thrown';
  return redactText(text.slice(0, MAX_REASON_LENGTH));
}
