/** Why an event will never be in the trail. Receipts reject with these; `logEvent` itself never throws. */
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';

/** The event can never be stored: a field is wrong, or the storage refused it for good. */
export class EventRejectedError extends TrailkeeperError<'EventRejectedError'> {
  override readonly name = 'EventRejectedError';
  constructor(
    /** Stable, the same as in `counters().rejected`. */
    readonly reason: string,
    /** Path of the wrong field; absent when it is not about one field. */
    field: string | undefined,
    expected: string,
    /** The kind of what was got, never the value: it may be a secret. */
    got: string,
    { cause }: ErrorOptions = {},
  ) {
    super('event_rejected', { subject: `the audit event was rejected (${reason})`, field, expected, got, cause });
  }
}

/**
 * `buffer_full`: too many events wait. `closed`: logged after `close()`. `close_deadline`: `close()` ran out of time.
 */
export type DropReason = 'buffer_full' | 'closed' | 'close_deadline';

/** The event was good, but this process could not keep it. */
export class EventDroppedError extends TrailkeeperError<'EventDroppedError'> {
  override readonly name = 'EventDroppedError';
  constructor(readonly reason: DropReason) {
    const { expected, got } = DROP_TEXTS[reason];
    super('event_dropped', { subject: 'the audit event was dropped', expected, got });
  }
}

const DROP_TEXTS: Readonly<Record<DropReason, { readonly expected: string; readonly got: string }>> = {
  buffer_full: {
    expected: 'room in the buffer',
    got: 'a full one, because events are not being accepted as fast as they are logged',
  },
  closed: { expected: 'an open audit logger', got: 'a closed one' },
  close_deadline: {
    expected: 'the event to be accepted before close() ended',
    got: 'no answer until then; it may still have been',
  },
};
