import { TrailkeeperError } from '../../errors/trailkeeper-error.js';

/** A test asked for what was not recorded, or for a matcher that cannot be had. */
export class EventAssertionError extends TrailkeeperError<'EventAssertionError'> {
  override readonly name = 'EventAssertionError';
}
