/** Why an event will never be in the trail. Receipts reject with these; `logEvent` itself never throws. */

/** The event can never be stored: a field is wrong, or the storage refused it for good. */
export class EventRejectedError extends Error {
  override readonly name = 'EventRejectedError';
  constructor(
    /** Stable code, the same as in `counters().rejected`. */
    readonly reason: string,
    /** Path of the wrong field; absent when it is not about one field. */
    readonly field: string | undefined,
    readonly expected: string,
    /** The kind of what was got, never the value: it may be a secret. */
    readonly got: string,
    options?: ErrorOptions,
  ) {
    super(`the audit event was rejected (${reason}): expected ${expected}, got ${got}`, options);
  }
}

/**
 * `buffer_full`: too many events wait. `closed`: logged after `close()`. `close_deadline`: `close()` ran out of time.
 */
export type DropReason = 'buffer_full' | 'closed' | 'close_deadline';

/** The event was good, but this process could not keep it. */
export class EventDroppedError extends Error {
  override readonly name = 'EventDroppedError';
  constructor(readonly reason: DropReason) {
    super(`the audit event was dropped: ${DROP_TEXTS[reason]}`);
  }
}

const DROP_TEXTS: Readonly<Record<DropReason, string>> = {
  buffer_full: 'the buffer is full, because events are not being accepted as fast as they are logged',
  closed: 'the audit logger is closed',
  close_deadline: 'close() ended before the event was accepted; it may still have been',
};
