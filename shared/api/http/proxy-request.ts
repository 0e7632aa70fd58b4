/** Between API Gateway's proxy events and the web's own requests and answers. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

/** The part of a proxy event that makes the request. */
export type ProxyRequest = Pick<
  APIGatewayProxyEvent,
  | 'httpMethod'
  | 'path'
  | 'resource'
  | 'pathParameters'
  | 'multiValueQueryStringParameters'
  | 'queryStringParameters'
  | 'multiValueHeaders'
  | 'headers'
  | 'body'
  | 'isBase64Encoded'
>;

/** The request that was made, as far as the gateway passes it on. Its host is of no use and invented. */
export function readProxyEvent(event: ProxyRequest): Request {
  // The gateway has decoded them already.
  const query = listPairs(event.multiValueQueryStringParameters ?? event.queryStringParameters).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const headers = new Headers();
  for (const [name, value] of listPairs(event.multiValueHeaders ?? event.headers)) headers.append(name, value);
  const url = `https://api.invalid${buildPath(event)}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  const hasBody = event.body !== null && event.httpMethod !== 'GET' && event.httpMethod !== 'HEAD';
  return new Request(url, {
    method: event.httpMethod,
    headers,
    ...(hasBody ? { body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') } : {}),
  });
}

/**
 * The path of the resource that the gateway authorized. The path as it was sent may read as another one here than it
 * did there: dots, backslashes and encoded slashes in it would reach a route that nobody was allowed.
 */
function buildPath({ resource, pathParameters }: ProxyRequest): string {
  return resource.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => encodeSegment(pathParameters?.[name] ?? ''));
}

/** One part of a path, whatever is in it. The gateway hands parameters over as they were sent. */
function encodeSegment(sent: string): string {
  const encoded = encodeURIComponent(decode(sent).toWellFormed());
  // A URL resolves these two, written in any way; encoded twice they are an odd name, and stay where they are.
  return /^\.\.?$/.test(encoded) ? encoded.replaceAll('.', '%252e') : encoded;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type ProxyValues = Readonly<Record<string, string | readonly string[] | undefined>> | null;

const listPairs = (values: ProxyValues): [name: string, value: string][] =>
  Object.entries(values ?? {}).flatMap(([name, given]) =>
    [given ?? []].flat().map((value): [string, string] => [name, value]),
  );

/** A whole answer of text; none of the functions answers with anything else. */
export async function writeProxyResult(response: Response): Promise<APIGatewayProxyResult> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    isBase64Encoded: false,
  };
}
