import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBLEMS, ProblemError, respondProblem } from '../../../../shared/api/answers/problem.js';
import { answerError, PROBLEM_OF } from '../../../../shared/api/http/error-problems.js';
import type { ServiceErrorCode } from '../../../../shared/errors/errors.js';
import { SERVICE_ERRORS } from '../../../../shared/errors/service-errors.js';
import { TrailkeeperError } from '../../../../shared/errors/trailkeeper-error.js';
import { QueryRefusedError } from '../../../../shared/query/plan/query-refused-error.js';
import { UnprocessedKeysError } from '../../../../shared/query/sources/dynamodb-table-reader.js';
import { countRuns } from '../../../support/property-runs.js';

/** One of any code, as far as the door looks at it. */
class AnyError extends TrailkeeperError {
  override readonly name = 'AnyError';
}

const INSIDE = { title: 'Internal error', status: 500, errors: [] };
const codes = Object.keys(PROBLEM_OF) as ServiceErrorCode[];

describe('the door of HTTP', () => {
  it('knows every code of the service, and no other', () => {
    const { ProblemError: _, ...below } = SERVICE_ERRORS;
    expect(codes.sort()).toEqual(
      Object.values(below)
        .flatMap((rows) => Object.keys(rows))
        .sort(),
    );
  });

  it('answers a cursor that was changed, byte by byte as ever', async () => {
    const error = new QueryRefusedError('invalid_cursor', { field: 'cursor', expected: 'one', got: 'another text' });
    const { problem, headers, isReported } = answerError(error);
    expect(await respondProblem(problem, headers).text()).toBe(
      '{"type":"urn:trailkeeper:problem:invalid-cursor","title":"The cursor is not valid here","status":400,' +
        '"detail":"cursor: expected one, got another text",' +
        '"errors":[{"field":"cursor","expected":"one","got":"another text"}]}',
    );
    expect(isReported).toBe(false);
  });

  it('answers a range that is too large in its own words', () => {
    const refusal = { field: 'from', expected: 'less', got: 'more', message: 'narrow from and to' };
    expect(answerError(new QueryRefusedError('range_too_large', refusal)).problem).toEqual({
      type: 'urn:trailkeeper:problem:range-too-large',
      title: 'The range is too large for one request',
      status: 422,
      detail: 'narrow from and to',
      errors: [{ field: 'from', expected: 'less', got: 'more' }],
    });
  });

  it('asks to come again when the table is throttled', () => {
    const answer = answerError(new UnprocessedKeysError(3));
    expect(answer).toMatchObject({ problem: { status: 503 }, headers: { 'Retry-After': '2' }, isReported: true });
  });

  it('lets a problem through as it is', () => {
    const error = new ProblemError('not-found', 'there is no event of this id', { headers: { 'X-A': 'b' } });
    expect(answerError(error)).toEqual({ problem: error.problem, headers: { 'X-A': 'b' }, isReported: false });
  });

  it('gives each code the status of its row, and tells nothing of what is not the caller’s', () => {
    const secret = fc.stringMatching(/^[A-Z]{12}$/);
    fc.assert(
      fc.property(fc.constantFrom(...codes), secret, (code, text) => {
        const error = new AnyError(code, { subject: text, field: text, expected: text, got: text });
        const { problem, isReported } = answerError(error);
        const slug = PROBLEM_OF[code];
        expect(problem).toMatchObject({ type: `urn:trailkeeper:problem:${slug}`, status: PROBLEMS[slug][0] });
        expect(isReported).toBe(problem.status >= 500);
        expect(JSON.stringify(problem).includes(text)).toBe(problem.status < 500);
      }),
      { numRuns: countRuns(300) },
    );
  });

  it('answers what is no error of the service with 500 and none of its words', () => {
    const thrown = fc.oneof(
      fc.anything(),
      fc
        .record({ name: fc.string(), message: fc.string({ minLength: 1 }) })
        .map((each) => Object.assign(new Error(), each)),
      fc
        .constantFrom(...(['bad_flag', 'event_dropped', 'not_found', 'http_problem'] as const))
        .map((code) => new AnyError(code, { subject: 'it', expected: 'this', got: 'that' })),
    );
    fc.assert(
      fc.property(thrown, (error) => {
        expect(answerError(error)).toMatchObject({ problem: INSIDE, isReported: true });
      }),
      { numRuns: countRuns(300) },
    );
  });

  it.each([
    Object.assign(new Error('x'), { name: 'ThrottlingException' }),
    Object.assign(new Error('x'), { name: 'TimeoutError' }),
    Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
  ])('takes %o for one that passes', (error) => {
    expect(answerError(error).problem.status).toBe(503);
  });
});
