/** Follows a stream of Node to its end. It neither reads from it nor handles its errors. */
import { errorMonitor } from 'node:events';
import type { Readable } from 'node:stream';
import type { FollowedOperation } from './followed-operation.js';
import { isMethod, isObject } from './method.js';

/** What readable and writable streams of every kind and age have; a stream has one side or both. */
type NodeStream = NodeJS.EventEmitter & Partial<Pick<Readable, 'readable' | 'readableAborted' | 'errored'>>;

export function isNodeStream(value: object): value is NodeStream {
  return (
    isMethod(Reflect.get(value, 'on')) &&
    isMethod(Reflect.get(value, 'pipe')) &&
    (typeof Reflect.get(value, 'readable') === 'boolean' || typeof Reflect.get(value, 'writable') === 'boolean')
  );
}

/** The event comes when all sides have ended; `partial` when it is destroyed, without an error, before that. */
export function observeNodeStream(operation: FollowedOperation, stream: NodeStream): NodeStream {
  let isRead = stream.readable !== true;
  let isWritten = Reflect.get(stream, 'writable') !== true;
  const finish = () => {
    if (isRead && isWritten) operation.returned(stream);
  };
  const fail = (error: unknown) => (isAbort(error) ? operation.endedEarly() : operation.threw(error));
  // Listening with errorMonitor leaves an error that nobody handles unhandled.
  stream.on(errorMonitor, fail);
  stream.on('end', () => {
    isRead = true;
    finish();
  });
  stream.on('finish', () => {
    isWritten = true;
    finish();
  });
  stream.on('close', () => (isRead && isWritten ? operation.returned(stream) : operation.endedEarly()));
  if (isObject(stream.errored)) fail(stream.errored);
  else if (stream.readableAborted === true) operation.endedEarly();
  else finish();
  return stream;
}

/** What a stream fails with when a consumer leaves its loop over it, or calls it off. */
function isAbort(error: unknown): boolean {
  return isObject(error) && Reflect.get(error, 'code') === 'ABORT_ERR';
}
