/** Writes an answer to a stream of Lambda's runtime. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface StreamMetadata {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Status and headers travel before the first byte, and without one the gateway answers 502: a body without any is one
 * line end, which is no event.
 */
const FIRST_BYTE = '\n';

/**
 * Keeps step with the stream. When the body breaks off the stream is destroyed and the call rejects, so that the
 * runtime breaks the connection: the caller must not take what it has for the whole.
 */
export async function writeStream(response: Response, open: (metadata: StreamMetadata) => Writable): Promise<void> {
  const stream = open({ statusCode: response.status, headers: Object.fromEntries(response.headers) });
  await pipeline(Readable.from(readBody(response), { objectMode: false }), stream);
}

async function* readBody({ body }: Response): AsyncGenerator<Uint8Array | string, void, undefined> {
  let isEmpty = true;
  for await (const piece of body ?? []) {
    isEmpty = false;
    yield piece;
  }
  if (isEmpty) yield FIRST_BYTE;
}
