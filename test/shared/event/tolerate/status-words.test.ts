import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../../shared/event/event.js';
import { readStatusWord, STATUS_PATTERN, STATUS_WORDS } from '../../../../shared/event/tolerate/status-words.js';

describe('words for a status', () => {
  it('stand for one status each', () => {
    const words = STATUSES.flatMap((status) => [status, ...STATUS_WORDS[status]]);
    expect(new Set(words).size).toBe(words.length);
  });

  it.each(STATUSES)('of %s are read in any case, and fit the pattern', (status) => {
    for (const word of [status, ...STATUS_WORDS[status]]) {
      for (const written of [word, word.toUpperCase(), `${word[0]?.toUpperCase()}${word.slice(1)}`]) {
        expect(readStatusWord(written)).toBe(status);
        expect(written).toMatch(new RegExp(STATUS_PATTERN));
      }
    }
  });

  it.each([
    ['200', 'success'],
    ['302', 'success'],
    ['401', 'denied'],
    ['403', 'denied'],
    ['404', 'failure'],
    ['500', 'failure'],
  ])('the HTTP code %s is %s', (code, status) => {
    expect(readStatusWord(code)).toBe(status);
  });

  it.each(['', 'maybe', 'success ', '99', '600', '2000', 'constructor', '__proto__'])('%j is none', (word) => {
    expect(readStatusWord(word)).toBeUndefined();
    expect(word).not.toMatch(new RegExp(STATUS_PATTERN));
  });
});
