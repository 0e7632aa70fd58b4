import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listRoutesAt } from '../../../../shared/api/http/match-route.js';
import { type ProxyRequest, readProxyEvent, writeProxyResult } from '../../../../shared/api/http/proxy-request.js';

const part: ProxyRequest = {
  httpMethod: 'GET',
  path: '/v1/events',
  resource: '/v1/events',
  pathParameters: null,
  multiValueQueryStringParameters: { user_id: ['a,b', 'c&d=é+ f'], limit: ['5'] },
  queryStringParameters: { user_id: 'c&d=é+ f', limit: '5' },
  multiValueHeaders: { Accept: ['text/html', 'text/plain'] },
  headers: { Accept: 'text/plain' },
  body: null,
  isBase64Encoded: false,
};

describe('a proxy event', () => {
  it('gives back every value of a parameter, decoded once', () => {
    const request = readProxyEvent(part);
    const { pathname, searchParams } = new URL(request.url);
    expect(pathname).toBe('/v1/events');
    expect(searchParams.getAll('user_id')).toEqual(['a,b', 'c&d=é+ f']);
    expect(searchParams.getAll('limit')).toEqual(['5']);
    expect(request.headers.get('accept')).toBe('text/html, text/plain');
  });

  it('with single values only is read as well', () => {
    const request = readProxyEvent({ ...part, multiValueQueryStringParameters: null });
    expect(new URL(request.url).searchParams.getAll('user_id')).toEqual(['c&d=é+ f']);
  });

  it('without parameters has no query', () => {
    const none = { ...part, multiValueQueryStringParameters: null, queryStringParameters: null };
    expect(new URL(readProxyEvent(none).url).search).toBe('');
  });

  it('may carry a body, in base64 too', async () => {
    const post = { ...part, httpMethod: 'POST', body: 'é' };
    expect(await readProxyEvent(post).text()).toBe('é');
    const encoded = { ...post, body: Buffer.from('é').toString('base64'), isBase64Encoded: true };
    expect(await readProxyEvent(encoded).text()).toBe('é');
  });
});

describe('the path of a proxy event', () => {
  const byId = { ...part, resource: '/v1/events/{event_id}' };
  const pathOf = (sent: string) =>
    new URL(readProxyEvent({ ...byId, path: `/v1/events/${sent}`, pathParameters: { event_id: sent } }).url).pathname;

  it.each([
    '..',
    '.',
    '%2e%2e',
    '%2E.',
    '..\\..\\v1\\export',
    '..%2F..%2Fv1%2Fexport',
    '..%5cexport',
    '%252e%252e%252fexport',
    '..%252F..%252Fexport',
    'a/../../export',
    '?format=csv',
    '#',
    '%',
    '\ud800',
    '',
  ])('is that of the resource which was authorized, with %j in it', (sent) => {
    expect(pathOf(sent)).toMatch(/^\/v1\/events\/[^/\\]*$/);
  });

  it('reaches no route but the authorized one, whatever is in it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '\\',
        '%2f',
        '%2F',
        '%5c',
        '%2e',
        '%252e',
        '%25',
        'export',
        'v1',
        'EXPORT',
        ';',
        '?',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
        const path = pathOf(pieces.join(''));
        const reached = listRoutesAt(path).map((route) => route.path);
        expect(path === '/v1/events/' ? ['/v1/events/{event_id}'] : reached).toEqual(['/v1/events/{event_id}']);
      }),
    );
  });

  it('is not read from what was sent', () => {
    const request = readProxyEvent({ ...part, path: '/v1/events/..\\export' });
    expect(new URL(request.url).pathname).toBe('/v1/events');
  });

  it('decodes a parameter once', () => {
    expect(decodeURIComponent(pathOf('a%2520b%20c'))).toBe('/v1/events/a%20b c');
  });
});

describe('an answer', () => {
  it('becomes a result with status, headers and text', async () => {
    const response = new Response('{"é":1}', { status: 404, headers: { 'Content-Type': 'application/problem+json' } });
    expect(await writeProxyResult(response)).toEqual({
      statusCode: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });
});
