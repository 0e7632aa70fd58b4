/** The answer of SendMessageBatch, entry by entry: a request that succeeded may hold entries that did not. */
import type { SendMessageBatchResult } from '@aws-sdk/client-sqs';
import type { SendOutcome } from './envelope-sender.js';

/** Codes that say `sender fault` although the very same body will be accepted later. */
const PASSING_FAULT = /Throttl|Kms|KMS|AccessDenied|Expired|Unavailable/;

/**
 * One outcome for each of `count` entries with the ids `0`, `1`, …; an entry that the answer leaves out is sent again.
 */
export function matchBatchOutcomes(count: number, answer: SendMessageBatchResult): SendOutcome[] {
  const accepted = new Set(answer.Successful?.map((entry) => entry.Id));
  const failed = new Map(answer.Failed?.map((entry) => [entry.Id, entry]));
  return Array.from({ length: count }, (_, at): SendOutcome => {
    const id = String(at);
    const failure = failed.get(id);
    if (failure === undefined) {
      return accepted.has(id) ? { outcome: 'accepted' } : { outcome: 'retry', reason: 'SQS gave no outcome' };
    }
    const code = failure.Code ?? 'unknown';
    const isFinal = failure.SenderFault === true && !PASSING_FAULT.test(code);
    return isFinal ? { outcome: 'rejected', reason: `refused_${code}` } : { outcome: 'retry', reason: code };
  });
}
