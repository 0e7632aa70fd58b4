/** Between API Gateway's proxy events and the web's own requests and answers. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

/** The part of a proxy event that makes the request. */
export type ProxyRequest = Pick<
  APIGatewayProxyEvent,
  | 'httpMethod'
  | 'path'
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
  const url = `https://api.invalid${event.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  const hasBody = event.body !== null && event.httpMethod !== 'GET' && event.httpMethod !== 'HEAD';
  return new Request(url, {
    method: event.httpMethod,
    headers,
    ...(hasBody ? { body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') } : {}),
  });
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
