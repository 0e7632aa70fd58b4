/** Which row of the table a request is for. */
import { ROUTE_LIST, type Route, type ServedBy } from '../routes.js';

const escapePattern = (text: string) => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');

/** `/v1/events/{event_id}` matches one whole part in place of the braces. */
function buildPattern(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : escapePattern(part)));
  return new RegExp(`^${parts.join('/')}$`);
}

const patterns = ROUTE_LIST.map((route) => ({ route, pattern: buildPattern(route.path) }));

/** All rows of a path, whatever their method. */
export function listRoutesAt(path: string): Route[] {
  return patterns.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route);
}

/** The methods that a path answers to, as the `Allow` header has them; empty for an unknown path. */
export function listMethodsAt(path: string): string[] {
  const methods = listRoutesAt(path).map((route) => route.method);
  return methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET')] : methods;
}

/**
 * Which function a request goes to, for a server that mounts them all. What no function knows goes to `query`, whose
 * 404 and 405 are those of the whole table.
 */
export function findServer(method: string, path: string): ServedBy {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return listRoutesAt(path).find((route) => route.method === wanted)?.servedBy ?? 'query';
}
