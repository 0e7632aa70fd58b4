/** Reads what a function answered to a batch. */
import type { SQSEvent } from 'aws-lambda';
import { TrailkeeperError } from '../shared/errors/trailkeeper-error.js';
import { describeKind } from '../shared/event/values/describe-kind.js';

/** The function did not say which messages failed, so none can be taken as stored. */
export class BatchAnswerError extends TrailkeeperError<'BatchAnswerError'> {
  override readonly name = 'BatchAnswerError';

  constructor(expected: string, got: string) {
    super('bad_batch_answer', { subject: 'batchItemFailures', expected, got });
  }
}

/**
 * Message ids that failed, by the rules of ReportBatchItemFailures. Lambda takes an answer of nothing for success of
 * the whole batch; here it is an error, because it hides a loss.
 * @throws BatchAnswerError when the answer is no list of ids of this batch.
 */
export function readBatchFailures(event: SQSEvent, answer: unknown): ReadonlySet<string> {
  const list =
    typeof answer === 'object' && answer !== null && 'batchItemFailures' in answer && answer.batchItemFailures;
  if (!Array.isArray(list)) throw new BatchAnswerError('a list', describeKind(list));
  const sent = new Set(event.Records.map(({ messageId }) => messageId));
  const failures = new Set<string>();
  for (const item of list) {
    const id: unknown = item?.itemIdentifier;
    if (typeof id !== 'string' || !sent.has(id)) {
      throw new BatchAnswerError('ids of messages of the batch', describeKind(id));
    }
    failures.add(id);
  }
  return failures;
}
