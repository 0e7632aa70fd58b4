import { describe, expect, it } from 'vitest';
import { type ProxyRequest, readProxyEvent, writeProxyResult } from '../../../../shared/api/http/proxy-request.js';

const part: ProxyRequest = {
  httpMethod: 'GET',
  path: '/v1/events',
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
