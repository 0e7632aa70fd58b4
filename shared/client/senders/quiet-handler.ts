/** How the AWS SDK makes its requests, because its own timers and connections keep the process alive. */
import type { IncomingMessage, RequestOptions } from 'node:http';
import type { QuietClient } from './quiet-client.js';

/** What is used of a request of the SDK. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | string[] | null>> | undefined;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly reason: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: IncomingMessage;
}

/** For requests whose body is text or bytes, as those of a queue are. */
export class QuietHandler {
  constructor(private readonly client: QuietClient) {}

  async handle(request: SdkRequest, options: { abortSignal?: unknown } = {}): Promise<{ response: SdkResponse }> {
    const { abortSignal } = options;
    const requestOptions: RequestOptions = {
      hostname: request.hostname,
      path: request.path + formatQuery(request.query),
      method: request.method,
      headers: request.headers,
      ...(request.port === undefined ? {} : { port: request.port }),
      ...(abortSignal instanceof AbortSignal ? { signal: abortSignal } : {}),
    };
    const answer = await this.client.request(request.protocol === 'https:', requestOptions, readBody(request.body));
    return {
      response: {
        statusCode: answer.statusCode ?? 0,
        reason: answer.statusMessage,
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
        body: answer,
      },
    };
  }

  destroy(): void {
    this.client.close();
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

function readBody(body: unknown): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body === undefined || body === null) return '';
  throw new TypeError('expected a request whose body is text or bytes');
}

function formatQuery(query: SdkRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each ?? '']),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
