/** Follows a web stream to its end. */
import {
  type ReadableByteStreamController,
  ReadableStream,
  type ReadableStreamDefaultController,
} from 'node:stream/web';
import type { FollowedOperation } from './followed-operation.js';

export function isWebStream(value: object): value is ReadableStream<unknown> {
  return value instanceof ReadableStream;
}

/**
 * Another stream with the same chunks, because a web stream shows its end to its one reader alone. It asks for a chunk
 * when it is asked for one, so that nothing is read ahead. `partial` when it is cancelled. One that is locked has a reader
 * already, and its end is not ours to see: it stays what it is, and the event says `unknown`.
 */
export function observeWebStream(
  operation: FollowedOperation,
  stream: ReadableStream<unknown>,
): ReadableStream<unknown> {
  if (stream.locked) {
    operation.unobservable('the stream has a reader already');
    return stream;
  }
  const isBytes = isByteStream(stream);
  const reader = stream.getReader();
  const cancel = (reason: unknown) => {
    operation.endedEarly();
    return reader.cancel(reason);
  };
  const pull = async (controller: ReadableStreamDefaultController | ReadableByteStreamController) => {
    const step = await readStep(operation, reader);
    if (step.done) {
      operation.returned(given);
      controller.close();
      // A reader that brought its own buffer waits until it is told that nothing comes.
      if ('byobRequest' in controller) controller.byobRequest?.respond(0);
    } else if (!('byobRequest' in controller)) controller.enqueue(step.value);
    else if (ArrayBuffer.isView(step.value)) controller.enqueue(step.value);
  };
  const given: ReadableStream<unknown> = isBytes
    ? new ReadableStream({ type: 'bytes', pull, cancel })
    : new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
  return given;
}

async function readStep(operation: FollowedOperation, reader: { read(): Promise<{ done: boolean; value?: unknown }> }) {
  try {
    return await reader.read();
  } catch (error) {
    operation.threw(error);
    throw error;
  }
}

function isByteStream(stream: ReadableStream<unknown>): boolean {
  try {
    stream.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
