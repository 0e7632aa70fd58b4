/** Which partitions an event goes to, in every family. */
import type { EventLine } from '../event/event.js';
import { parseEventId } from '../event/line/identity.js';
import {
  computeStripe,
  EPOCH_ZERO,
  type Epochs,
  linkFamily,
  resourceFamily,
  statusFamily,
  TABLE_FAMILY,
  userFamily,
} from './epochs.js';
import type { EventPlacement } from './event-item.js';
import type { Stripe } from './keys.js';

/**
 * Further ahead of its arrival than this, an event goes to the partitions `ahead`, which readers add to every range: a
 * sender's wrong clock must not fill stripes that honest events will use later.
 */
export const MAX_AHEAD_MS = 60_000;

const STRIPE_ZERO: Stripe = { epoch: EPOCH_ZERO.number, stripe: 0 };
const ALL_ZERO: EventPlacement = {
  table: STRIPE_ZERO,
  status: STRIPE_ZERO,
  resource: STRIPE_ZERO,
  user: STRIPE_ZERO,
  link: () => STRIPE_ZERO,
};
const ALL_ZERO_AHEAD: EventPlacement = { ...ALL_ZERO, table: 'ahead', status: 'ahead' };

/** `arrivedAtMs`: when SQS took the message. `nowMs`: the writer's clock, for rows that are not yet effective. */
export function placeEvent(
  epochs: Epochs,
  event: Pick<EventLine, 'status' | 'user_id' | 'resource_id'>,
  eventId: string,
  { arrivedAtMs, nowMs }: { arrivedAtMs: number; nowMs: number },
): EventPlacement {
  const { ms, leafBits } = parseEventId(eventId);
  const isAhead = ms > arrivedAtMs + MAX_AHEAD_MS;
  if (epochs.isEmpty) return isAhead ? ALL_ZERO_AHEAD : ALL_ZERO;
  const place = (family: string): Stripe => {
    const epoch = epochs.getForWriting(family, ms, nowMs);
    return { epoch: epoch.number, stripe: computeStripe(epoch, ms, leafBits) };
  };
  return {
    table: isAhead ? 'ahead' : place(TABLE_FAMILY),
    status: isAhead ? 'ahead' : place(statusFamily(event.status)),
    resource: event.resource_id === undefined ? STRIPE_ZERO : place(resourceFamily(event.resource_id)),
    user: place(userFamily(event.user_id)),
    link: (resourceId) => place(linkFamily(resourceId)),
  };
}
