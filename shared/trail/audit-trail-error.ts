/** The trail did not answer a question. */
import type { Problem } from '../api/answers/problem.js';

export class AuditTrailError extends Error {
  override readonly name = 'AuditTrailError';
  /** HTTP status; undefined when there was no answer, or one that broke off. */
  readonly status: number | undefined;
  /** What the service said; undefined when it said nothing that can be read. */
  readonly problem: Problem | undefined;

  constructor(
    message: string,
    answer: { readonly status?: number | undefined; readonly problem?: Problem | undefined; readonly cause?: unknown },
  ) {
    super(message, { cause: answer.cause });
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
