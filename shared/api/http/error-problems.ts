/** The one place where an error of the code below becomes the answer of a request. */
import type { ServiceErrorCode } from '../../errors/errors.js';
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';
import { buildProblem, type Problem, ProblemError, type ProblemSlug } from '../answers/problem.js';

/** What the caller is told of each code. A new code does not compile until it is decided. */
export const PROBLEM_OF: Readonly<Record<ServiceErrorCode, ProblemSlug>> = {
  invalid_cursor: 'invalid-cursor',
  range_too_large: 'range-too-large',
  keys_unprocessed: 'unavailable',
  // Of these the caller can do nothing, and what they say is of the inside.
  newer_envelope: 'internal-error',
  bad_header: 'internal-error',
  bad_body: 'internal-error',
  count_differs: 'internal-error',
  codec_missing: 'internal-error',
  codec_failed: 'internal-error',
  bad_trail_key: 'internal-error',
  bad_key: 'internal-error',
  bad_epoch: 'internal-error',
  items_refused: 'internal-error',
  sender_vanished: 'internal-error',
  pages_without_end: 'internal-error',
};

const RETRY_AFTER_SECONDS = 2;

export interface ErrorAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether whoever runs the service is to know of it. */
  readonly isReported: boolean;
}

/** Of an error that is not the caller's own nothing is told: it may hold what was stored or asked for. */
export function answerError(error: unknown): ErrorAnswer {
  if (error instanceof ProblemError) return { problem: error.problem, headers: error.headers, isReported: false };
  const slug = findSlug(error);
  if (slug === 'unavailable') {
    const problem = buildProblem(slug, 'storage does not answer now; the request can be sent again');
    return { problem, headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) }, isReported: true };
  }
  if (slug === 'internal-error' || !(error instanceof TrailkeeperError)) {
    const detail = 'the request failed; the log of the service has the cause';
    return { problem: buildProblem('internal-error', detail), headers: {}, isReported: true };
  }
  const { message, field, expected, got } = error;
  const errors = field === undefined ? [] : [{ field, expected, got }];
  return { problem: buildProblem(slug, message, errors), headers: {}, isReported: false };
}

function findSlug(error: unknown): ProblemSlug {
  if (error instanceof TrailkeeperError) return isServiceCode(error.code) ? PROBLEM_OF[error.code] : 'internal-error';
  return isPassing(error) ? 'unavailable' : 'internal-error';
}

const isServiceCode = (code: string): code is ServiceErrorCode => Object.hasOwn(PROBLEM_OF, code);

const PASSING_ERRORS = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'AbortError',
]);
const PASSING_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE', 'EAI_AGAIN']);

/** Whether the same request may succeed a little later: errors of AWS by their name, of connections by their code. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return PASSING_ERRORS.has(error.name) || ('code' in error && PASSING_CODES.has(String(error.code)));
}
