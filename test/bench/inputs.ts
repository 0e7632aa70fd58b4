/** The fixed mixed set as callers hand it over. */
import type { EventInput } from '../../shared/client/event-logger.js';
import { makeMixedEvents } from '../support/mixed-events.js';

/** As tracked operations do it, with their time and id. */
export function makeTrackedInputs(count: number): EventInput[] {
  return makeMixedEvents(count).map((event) => {
    const { schema_version: _version, producer_id: _producer, seq: _seq, ...input } = event;
    return input;
  });
}

/** As callers do who leave time and id to the logger. */
export function makeBareInputs(count: number): EventInput[] {
  return makeTrackedInputs(count).map(({ timestamp: _timestamp, operation_id: _operation, ...input }) => input);
}
