/** Passes the pieces of an export on: as a stream that keeps step with its reader, or as one text. */
import { measureAnswer } from '../../shared/api/answers/answer-size.js';

/** Told once how an export ended. */
export interface ExportWatcher {
  readonly done: () => Promise<void>;
  readonly failed: (error: unknown) => Promise<void>;
  readonly abandoned: () => Promise<void>;
}

/** Reads a piece when the reader asks for one. An error breaks the connection; what was sent before it arrives. */
export function streamBody(
  pieces: AsyncGenerator<string, void, undefined>,
  watcher: ExportWatcher,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isEnded = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await nextPiece(pieces);
          if (next !== undefined) return controller.enqueue(encoder.encode(next));
          isEnded = true;
          await watcher.done();
          controller.close();
        } catch (error) {
          isEnded = true;
          await watcher.failed(error);
          controller.error(error);
        }
      },
      async cancel() {
        await pieces.return();
        if (!isEnded) await watcher.abandoned();
      },
    },
    // Nothing is read ahead: an error would drop pieces that nobody has taken yet, the mark of a broken export among
    // them.
    { highWaterMark: 0 },
  );
}

/** The whole body; undefined when it has more than `maxBytes`, as an answer travels. */
export async function collectBody(
  pieces: AsyncGenerator<string, void, undefined>,
  maxBytes: number,
  watcher: ExportWatcher,
): Promise<string | undefined> {
  const collected: string[] = [];
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      bytes += measureAnswer(piece);
      if (bytes > maxBytes) break;
      collected.push(piece);
    }
  } catch (error) {
    await watcher.failed(error);
    throw error;
  }
  if (bytes > maxBytes) {
    await watcher.abandoned();
    return undefined;
  }
  await watcher.done();
  return collected.join('');
}

/** An empty piece says nothing, and some servers take it for the end. */
async function nextPiece(pieces: AsyncGenerator<string, void, undefined>): Promise<string | undefined> {
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return undefined;
    if (value !== '') return value;
  }
}
