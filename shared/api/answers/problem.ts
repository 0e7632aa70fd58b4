/** Errors as every route answers them: RFC 9457, `application/problem+json`. */
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';
import { redactText } from '../../event/redact/redact.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** One thing that was wrong with a request, and where. */
export interface ProblemField {
  /** Name of the parameter, or path of the field: `related[2].resource_id`. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  /** Position of the event in the request's body, from 0. */
  readonly index?: number | undefined;
}

export interface Problem {
  /** Stable name of the kind of problem, for programs: `urn:trailkeeper:problem:<slug>`. */
  readonly type: string;
  readonly title: string;
  /** The HTTP status again. */
  readonly status: number;
  readonly detail: string;
  /** Empty when the request itself was in order. */
  readonly errors: readonly ProblemField[];
}

/** The kinds of problems: slug, status, title. Slugs are part of the interface: they are added, never changed. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request is not valid'],
  'invalid-cursor': [400, 'The cursor is not valid here'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  'idempotency-conflict': [409, 'The Idempotency-Key belongs to another body'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  'range-too-large': [422, 'The range is too large for one request'],
  'internal-error': [500, 'Internal error'],
  unavailable: [503, 'Not available now'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemSlug = keyof typeof PROBLEMS;

export interface ProblemExtras {
  readonly errors?: readonly ProblemField[];
  /** Further headers of the answer, for instance `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function buildProblem(slug: ProblemSlug, detail: string, errors: readonly ProblemField[] = []): Problem {
  const [status, title] = PROBLEMS[slug];
  const all =
    errors.length > MAX_PROBLEM_ERRORS
      ? `${detail} (${errors.length} in all, the first ${MAX_PROBLEM_ERRORS} are listed)`
      : detail;
  return { type: `urn:trailkeeper:problem:${slug}`, title, status, detail: all, errors: capErrors(errors) };
}

/** Thrown anywhere below a route; the router answers with it. */
export class ProblemError extends TrailkeeperError<'ProblemError'> {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(slug: ProblemSlug, detail: string, { errors = [], headers = {} }: ProblemExtras = {}) {
    const { expected, got } = errors[0] ?? { expected: 'a request that can be answered', got: detail };
    super('http_problem', { message: detail, expected, got });
    this.problem = buildProblem(slug, detail, errors);
    this.headers = headers;
  }
}

/** On every answer, of errors too: what it says is for the caller alone, and is what its type says. */
export const GUARD_HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

/** More are counted, not listed: a problem stays small whatever was sent. */
export const MAX_PROBLEM_ERRORS = 100;
const MAX_FIELD_LENGTH = 200;

function capErrors(errors: readonly ProblemField[]): ProblemField[] {
  return errors.slice(0, MAX_PROBLEM_ERRORS).map((error) => ({ ...error, field: cutField(redactText(error.field)) }));
}

const cutField = (field: string) =>
  field.length > MAX_FIELD_LENGTH ? `${field.slice(0, MAX_FIELD_LENGTH).toWellFormed()}…` : field;

/** The answer to a request that failed. */
export function respondProblem(problem: Problem, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...GUARD_HEADERS, ...headers, 'Content-Type': PROBLEM_CONTENT_TYPE },
  });
}

/** A sentence that names every field, for people who read `detail` alone. */
export function summariseErrors(errors: readonly ProblemField[]): string {
  const named = errors.slice(0, 5).map(({ field, index, expected, got }) => {
    const name = cutField(redactText(field));
    const where = index === undefined ? name : `event ${index}, ${name}`;
    return `${where}: expected ${expected}, got ${got}`;
  });
  const more = errors.length > named.length ? [`and ${errors.length - named.length} more`] : [];
  return [...named, ...more].join('; ');
}
