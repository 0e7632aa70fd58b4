/** The trail did not answer a question. */

import type { Problem } from '../api/answers/problem.js';
import type { CodeOf } from '../errors/errors.js';
import { TrailkeeperError } from '../errors/trailkeeper-error.js';

interface FailedAnswer {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly cause?: unknown;
  readonly code?: CodeOf<'AuditTrailError'>;
}

export class AuditTrailError extends TrailkeeperError<'AuditTrailError'> {
  override readonly name = 'AuditTrailError';
  /** HTTP status; undefined when there was no answer, or one that broke off. */
  readonly status: number | undefined;
  /** What the service said; undefined when it said nothing that can be read. */
  readonly problem: Problem | undefined;

  /** `code`: by the status, unless it is said. */
  constructor(message: string, answer: FailedAnswer) {
    const { code = answer.status === undefined ? 'trail_unreachable' : 'trail_refused', cause } = answer;
    super(code, { message, expected: 'an answer', got: message, cause });
    this.status = answer.status;
    this.problem = answer.problem;
  }
}

/** `text` is the body of an answer with an error status. */
export function buildStatusError(status: number, text: string): AuditTrailError {
  const problem = parseProblem(text);
  return new AuditTrailError(`${status}: ${problem?.detail ?? 'the service gave no reason'}`, { status, problem });
}

function parseProblem(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isProblem(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  const problem: Partial<Record<keyof Problem, unknown>> = value;
  return typeof problem.type === 'string' && typeof problem.detail === 'string' && Array.isArray(problem.errors);
}
