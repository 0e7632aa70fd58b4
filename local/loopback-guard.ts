/**
 * Who may talk to a server on the loopback that knows no passwords. A web page can make a browser send requests to
 * 127.0.0.1, or make its own name resolve to it; the headers that only a browser writes give both away.
 */
import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAME = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/i;

export type GuardedHeaders = Pick<IncomingHttpHeaders, 'host' | 'origin'> & { readonly [name: string]: unknown };

/** Why a request is refused, in words for its sender; undefined when it is not. */
export function findRefusal(headers: GuardedHeaders): string | undefined {
  const { host, origin } = headers;
  const name = host?.replace(/:\d{1,5}$/, '') ?? '';
  if (!LOOPBACK_NAME.test(name)) {
    return `the Host header names ${JSON.stringify(host ?? '')}, expected a loopback address: 127.0.0.1 or localhost`;
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'the request comes from a page of another site';
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase()) {
    return 'the request comes from a page of another origin';
  }
  return undefined;
}
