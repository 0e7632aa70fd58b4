/** Reads what a function answered to a batch. */
import type { SQSEvent } from 'aws-lambda';

/** The function did not say which messages failed, so none can be taken as stored. */
export class BatchAnswerError extends Error {
  override readonly name = 'BatchAnswerError';
}

/**
 * Message ids that failed, by the rules of ReportBatchItemFailures. Lambda takes an answer of nothing for success of
 * the whole batch; here it is an error, because it hides a loss.
 * @throws BatchAnswerError when the answer is no list of ids of this batch.
 */
export function readBatchFailures(event: SQSEvent, answer: unknown): ReadonlySet<string> {
  const list =
    typeof answer === 'object' && answer !== null && 'batchItemFailures' in answer && answer.batchItemFailures;
  if (!Array.isArray(list)) throw new BatchAnswerError('the answer has no list batchItemFailures');
  const sent = new Set(event.Records.map(({ messageId }) => messageId));
  const failures = new Set<string>();
  for (const item of list) {
    const id: unknown = item?.itemIdentifier;
    if (typeof id !== 'string' || !sent.has(id)) {
      throw new BatchAnswerError(`batchItemFailures names ${JSON.stringify(id)}, which is no message of the batch`);
    }
    failures.add(id);
  }
  return failures;
}
