/** Writes an answer to a stream of Lambda's runtime. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface StreamMetadata {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Keeps step with the stream. When the body breaks off the stream is destroyed and the call rejects, so that the
 * runtime breaks the connection: the caller must not take what it has for the whole.
 */
export async function writeStream(response: Response, open: (metadata: StreamMetadata) => Writable): Promise<void> {
  const stream = open({ statusCode: response.status, headers: Object.fromEntries(response.headers) });
  await pipeline(readBody(response), stream);
}

const readBody = (response: Response): Readable =>
  response.body === null ? Readable.from([]) : Readable.from(response.body, { objectMode: false });
