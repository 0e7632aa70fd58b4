import { describe, expect, it } from 'vitest';
import { ProblemError, type ProblemField } from '../../../../shared/api/answers/problem.js';
import { readInput } from '../../../../shared/api/http/request-input.js';
import { ROUTES } from '../../../../shared/api/routes.js';

describe('the parameters of a request', () => {
  it.each(['user_id=%', 'user_id=%zz', 'user_id=%ff', 'user_id=%c3%28'])(
    'refuse what cannot be decoded: %s',
    (query) => {
      expect(errorsOf(query)).toEqual([{ field: 'user_id', expected: 'percent-encoded UTF-8', got: 'other bytes' }]);
    },
  );

  it('take every id that can be encoded', () => {
    const id = 'a+b c%2F#,;\u0000\u{1f600}';
    expect(readEvents(`user_id=${encodeURIComponent(id)}`).user_id).toEqual([id]);
  });

  it.each([
    'password=hunter22secret',
    'api_key=hunter22secret',
    'limit=postgres://u:hunter22secret@h/db',
    'from=password%3Dhunter22secret',
  ])('do not repeat a secret: %s', (query) => {
    const shown = JSON.stringify(errorsOf(query));
    expect(shown).toContain('[redacted]');
    expect(shown).not.toContain('hunter22secret');
  });

  it('find an event from its own time, finer than the trail keeps it', () => {
    const time = '2024-03-10T17:41:56.0251775Z';
    const { from, to } = readEvents(`from=${time}&to=${time}`);
    expect(from).toEqual({ ms: Date.UTC(2024, 2, 10, 17, 41, 56, 25), us: 177 });
    expect(to).toEqual(from);
  });
});

const readEvents = (query: string) =>
  readInput(ROUTES.listEvents.input, new URL(`http://127.0.0.1/v1/events?${query}`), {});

function errorsOf(query: string): readonly ProblemField[] {
  try {
    readEvents(query);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.errors;
    throw error;
  }
  return [];
}
