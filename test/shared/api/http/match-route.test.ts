import { describe, expect, it } from 'vitest';
import { findServer, listMethodsAt } from '../../../../shared/api/http/match-route.js';

describe('which function a request goes to', () => {
  it.each([
    ['GET', '/v1/events', 'query'],
    ['HEAD', '/v1/events', 'query'],
    ['POST', '/v1/events', 'accept'],
    ['GET', '/v1/export', 'export'],
    ['GET', '/v1/events/some-id', 'query'],
    ['DELETE', '/v1/export', 'query'],
    ['GET', '/nothing', 'query'],
  ])('%s %s: %s', (method, path, server) => {
    expect(findServer(method, path)).toBe(server);
  });

  it('knows the methods of a path', () => {
    expect(listMethodsAt('/v1/events')).toEqual(['GET', 'HEAD', 'POST']);
    expect(listMethodsAt('/v1/events/x')).toEqual(['GET', 'HEAD']);
    expect(listMethodsAt('/v1/events/x/y')).toEqual([]);
    expect(listMethodsAt('/v1/openapiXjson')).toEqual([]);
  });
});
