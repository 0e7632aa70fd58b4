import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type StreamMetadata, writeStream } from '../../../functions/export/write-stream.js';

async function collect(response: Response) {
  const stream = new PassThrough();
  const pieces: Buffer[] = [];
  let metadata: StreamMetadata | undefined;
  stream.on('data', (piece) => pieces.push(piece));
  const done = writeStream(response, (given) => {
    metadata = given;
    return stream;
  });
  const outcome = await done.then(
    () => 'written',
    (error: Error) => error.message,
  );
  return { outcome, stream, metadata, text: Buffer.concat(pieces).toString('utf8') };
}

describe('writing an answer to a stream of the runtime', () => {
  it('passes status, headers and body on, and ends', async () => {
    const result = await collect(new Response('abc', { status: 201, headers: { 'X-Test': '1' } }));
    expect(result.outcome).toBe('written');
    expect(result.text).toBe('abc');
    expect(result.metadata).toMatchObject({ statusCode: 201, headers: { 'x-test': '1' } });
    expect(result.stream.writableFinished).toBe(true);
  });

  it.each([
    ['no body', new Response(null)],
    ['an empty one', new Response('')],
  ])('an answer with %s has a first byte, without which status and headers do not travel', async (_, response) => {
    expect(await collect(response)).toMatchObject({ outcome: 'written', text: '\n' });
  });

  it('destroys the stream when the body breaks off, so that it does not end like a whole one', async () => {
    let pulls = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1;
        if (pulls === 1) controller.enqueue(Buffer.from('first'));
        else controller.error(new Error('broke off'));
      },
    });
    const result = await collect(new Response(body));
    expect(result.outcome).toBe('broke off');
    expect(result.stream.destroyed).toBe(true);
    expect(result.stream.writableFinished).toBe(false);
  });

  it('keeps step with a stream that is slow', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1;
          if (pulled > 200) controller.close();
          else controller.enqueue(Buffer.alloc(16_384));
        },
      },
      { highWaterMark: 0 },
    );
    let taken = 0;
    let takeNext = () => {};
    const slow = new Writable({
      highWaterMark: 16_384,
      write: (_piece, _encoding, done) => {
        taken += 1;
        takeNext = done;
      },
    });
    const writing = writeStream(new Response(body), () => slow);
    for (let piece = 1; piece <= 20; piece += 1) {
      await expect.poll(() => taken, { interval: 0 }).toBe(piece);
      // What is under way, what waits for it, and one that was asked for.
      expect(pulled).toBeLessThanOrEqual(piece + 2);
      takeNext();
    }
    slow.destroy();
    await expect(writing).rejects.toThrow();
  });
});
