/** Which partitions an event goes to, in every family. */
import type { EventLine } from '../event/event.js';
import { parseEventId } from '../event/line/identity.js';
import { computeStripe, EPOCH_ZERO, type Epochs, linkFamily, TABLE_FAMILY } from './epochs.js';
import type { EventPlacement } from './event-item.js';
import { INDEX_KEYS, type IndexKeys } from './index-keys.js';
import type { Stripe } from './keys.js';
import type { IndexName } from './table.js';

/**
 * Further ahead of its arrival than this, an event goes to the partitions `ahead`, which readers add to every range: a
 * sender's wrong clock must not fill stripes that honest events will use later.
 */
export const MAX_AHEAD_MS = 60_000;

const STRIPE_ZERO: Stripe = { epoch: EPOCH_ZERO.number, stripe: 0 };

/** `arrivedAtMs`: when SQS took the message. `nowMs`: the writer's clock, for rows that are not yet effective. */
export function placeEvent(
  epochs: Epochs,
  event: Pick<EventLine, 'status' | 'user_id' | 'resource_id'>,
  eventId: string,
  { arrivedAtMs, nowMs }: { arrivedAtMs: number; nowMs: number },
): EventPlacement {
  const { ms, leafBits } = parseEventId(eventId);
  const isAhead = ms > arrivedAtMs + MAX_AHEAD_MS;
  const place = (family: string): Stripe => {
    if (epochs.isEmpty) return STRIPE_ZERO;
    const epoch = epochs.getForWriting(family, ms, nowMs);
    return { epoch: epoch.number, stripe: computeStripe(epoch, ms, leafBits) };
  };
  const key = (name: IndexName, value: string | undefined): string | undefined => {
    const { holds, family, build, buildAhead }: IndexKeys = INDEX_KEYS[name];
    if (value === undefined || !holds(value)) return undefined;
    return isAhead && buildAhead !== undefined ? buildAhead(value) : build(place(family(value)), value);
  };
  return {
    table: isAhead ? 'ahead' : place(TABLE_FAMILY),
    indexes: {
      'by-resource': key('by-resource', event.resource_id),
      'by-user': key('by-user', event.user_id),
      'by-status': key('by-status', event.status),
    },
    link: (resourceId) => place(linkFamily(resourceId)),
  };
}
