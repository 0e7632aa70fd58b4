/** What is wrong with the events of one body, as far as an answer tells it. */
import { ProblemError, type ProblemField, summariseErrors } from '../../shared/api/answers/problem.js';
import { tellProblem } from '../../shared/event/envelope/told-problem.js';
import type { FieldProblem } from '../../shared/event/values/field-problem.js';

/** An answer of a Lambda is at most 6 MB, and nobody reads more. */
const MAX_TOLD = 100;

export class BodyProblems {
  readonly #told: ProblemField[] = [];
  #count = 0;

  /** `index` of the event, from 0. */
  add(index: number, problems: readonly FieldProblem[]): void {
    this.#count += problems.length;
    const room = MAX_TOLD - this.#told.length;
    for (const problem of problems.slice(0, room)) this.#told.push({ ...tellProblem(problem), index });
  }

  /** Throws ProblemError 400 with the first of them. */
  throwIfAny(): void {
    if (this.#count > 0) throw invalid(this.#told, this.#count);
  }
}

/** Errors of this request, as the 400 that answers it. `count`: of all, when not all are told. */
export function invalid(errors: readonly ProblemField[], count = errors.length): ProblemError {
  const more = count > errors.length ? `; ${count} in all` : '';
  return new ProblemError('invalid-request', `${summariseErrors(errors)}${more}`, { errors });
}
