import { describe, expect, it } from 'vitest';
import { isDenial, toEventError } from '../../../../shared/client/track/event-error.js';

class QuotaExceeded extends Error {}
const withCode = (code: unknown) => Object.assign(new Error('m'), { code });
const named = (name: string) => Object.assign(new Error('m'), { name });

describe('toEventError', () => {
  it.each([
    ['a code', withCode('ENOENT'), { code: 'ENOENT', message: 'm' }],
    ['a name', named('NoSuchKey'), { code: 'NoSuchKey', message: 'm' }],
    ['a class', new QuotaExceeded('m'), { code: 'QuotaExceeded', message: 'm' }],
    ['a built-in class', new TypeError('m'), { code: 'TypeError', message: 'm' }],
    ['nothing but a message', new Error('m'), { code: 'Error', message: 'm' }],
    ['a numeric code', withCode(1045), { code: '1045', message: 'm' }],
    ['a numeric code and a name', new DOMException('m', 'AbortError'), { code: 'AbortError', message: 'm' }],
    ['a code of any length', withCode('x'.repeat(600)), { code: 'x'.repeat(600), message: 'm' }],
    ['an object that is no error', { code: 'E1' }, { code: 'E1', message: '' }],
    ['text', 'went wrong', { code: 'not_an_error', message: 'went wrong' }],
    ['undefined', undefined, { code: 'not_an_error', message: 'undefined' }],
    ['a symbol', Symbol('s'), { code: 'not_an_error', message: 'Symbol(s)' }],
    ['an object without a prototype', Object.create(null), { code: 'Error', message: '' }],
  ])('takes %s', (_name, error, expected) => {
    expect(toEventError(error)).toEqual(expected);
  });

  it('reads hostile errors', () => {
    const hostile = new Proxy(new Error('m'), {
      get() {
        throw new Error('no');
      },
    });
    expect(toEventError(hostile)).toEqual({ code: 'Error', message: '' });
    expect(isDenial(hostile)).toBe(false);
  });
});

describe('isDenial', () => {
  it.each([
    withCode('EACCES'),
    withCode('EPERM'),
    withCode('ERR_ACCESS_DENIED'),
    withCode('AccessDenied'),
    named('AccessDeniedException'),
    named('ForbiddenError'),
    named('UnauthorizedOperation'),
    named('PermissionDenied'),
    named('NotAuthorizedException'),
  ])('knows %o', (error) => {
    expect(isDenial(error)).toBe(true);
  });

  it.each([withCode('ENOENT'), named('TypeError'), 'EACCES', undefined, withCode(7)])('leaves %o', (error) => {
    expect(isDenial(error)).toBe(false);
  });
});
