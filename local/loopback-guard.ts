/**
 * Who may talk to a server on the loopback that knows no passwords. A web page can make a browser send requests to
 * 127.0.0.1, or make its own name resolve to it; the headers that only a browser writes give both away.
 */
import type { IncomingHttpHeaders } from 'node:http';

const BYTE = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const LOOPBACK_NAME = new RegExp(`^(?:127(?:\\.${BYTE}){3}|localhost|\\[::1\\])$`, 'i');
const LAST_PORT = 65_535;

export type GuardedHeaders = Pick<IncomingHttpHeaders, 'host' | 'origin'> & { readonly [name: string]: unknown };

/** Why a request is refused, in words for its sender; undefined when it is not. */
export function findRefusal(headers: GuardedHeaders): string | undefined {
  const { host, origin } = headers;
  const [, name = '', port = '0'] = /^(.*?)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  if (!LOOPBACK_NAME.test(name) || Number(port) > LAST_PORT) {
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
