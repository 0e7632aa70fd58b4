import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLoggedError } from '../../functions/logged-error.js';
import { KeyError } from '../../shared/store/keys.js';
import { countRuns } from '../support/property-runs.js';

describe('toLoggedError', () => {
  it('names the code of our own errors, and none of others', () => {
    expect(toLoggedError(new KeyError('table', 'x'))).toMatchObject({ name: 'KeyError', code: 'bad_key' });
    const foreign = toLoggedError(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
    expect(foreign).toMatchObject({ name: 'Error', message: 'gone' });
    expect(foreign).not.toHaveProperty('code');
  });

  it('takes secrets out of the message', () => {
    const { message } = toLoggedError(new Error('refused: password=hunter2-and-more'));
    expect(message).not.toContain('hunter2');
  });

  it('says where it was thrown, and in the stack nothing of the message, however many lines that has', () => {
    const line = fc.stringMatching(/^[A-Z]{12}$/);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), (lines) => {
        const { stack } = toLoggedError(new Error(lines.join('\n    at ')));
        expect(stack).toMatch(/^\s+at /);
        for (const each of lines) expect(stack).not.toContain(each);
      }),
      { numRuns: countRuns(100) },
    );
  });

  it.each([[undefined], [null], ['text'], [5]])('takes what is no error: %s', (thrown) => {
    expect(toLoggedError(thrown)).toEqual({ name: typeof thrown, message: '' });
  });
});
