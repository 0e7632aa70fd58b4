/** Passes the pieces of an export on: as a stream that keeps step with its reader, or as one text. */

/** What became of an export; told once. */
export interface ExportOutcome {
  readonly done: () => Promise<void>;
  readonly failed: (error: unknown) => Promise<void>;
  readonly abandoned: () => Promise<void>;
}

/** Reads a piece when the reader asks for one. An error breaks the connection; what was sent before it arrives. */
export function streamBody(
  pieces: AsyncGenerator<string, void, undefined>,
  outcome: ExportOutcome,
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
          await outcome.done();
          controller.close();
        } catch (error) {
          isEnded = true;
          await outcome.failed(error);
          controller.error(error);
        }
      },
      async cancel() {
        await pieces.return();
        if (!isEnded) await outcome.abandoned();
      },
    },
    // Nothing is read ahead: an error would drop pieces that nobody has taken yet, the mark of a broken export among
    // them.
    { highWaterMark: 0 },
  );
}

/** The whole body; undefined when it is larger than `maxBytes`. */
export async function collectBody(
  pieces: AsyncGenerator<string, void, undefined>,
  maxBytes: number,
  outcome: ExportOutcome,
): Promise<string | undefined> {
  const collected: string[] = [];
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      bytes += Buffer.byteLength(piece, 'utf8');
      if (bytes > maxBytes) break;
      collected.push(piece);
    }
  } catch (error) {
    await outcome.failed(error);
    throw error;
  }
  if (bytes > maxBytes) {
    await outcome.abandoned();
    return undefined;
  }
  await outcome.done();
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
