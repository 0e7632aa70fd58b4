/** Which partitions an event goes to, in every family. */
import type { EventLine } from '../event/event.js';
import { parseEventId } from '../event/line/identity.js';
import {
  computeStripe,
  EPOCH_ZERO,
  type Epochs,
  type Family,
  linkFamily,
  MAX_AHEAD_MS,
  TABLE_FAMILY,
} from './epochs.js';
import type { EventPlacement } from './event-item.js';
import { INDEX_KEYS } from './index-keys.js';
import type { Stripe, TimePartition } from './keys.js';
import type { IndexName } from './table.js';

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
  const place = (family: Family): TimePartition => {
    if (isAhead && (family.ahead === 'always' || epochs.hasRowsInEffect(family, nowMs))) return 'ahead';
    if (epochs.isEmpty) return STRIPE_ZERO;
    const epoch = epochs.getForWriting(family, ms, nowMs);
    return { epoch: epoch.number, stripe: computeStripe(epoch, ms, leafBits) };
  };
  const key = (name: IndexName, value: string | undefined): string | undefined => {
    const { holds, family, build } = INDEX_KEYS[name];
    return value === undefined || !holds(value) ? undefined : build(place(family(value)), value);
  };
  return {
    table: place(TABLE_FAMILY),
    indexes: {
      'by-resource': key('by-resource', event.resource_id),
      'by-user': key('by-user', event.user_id),
      'by-status': key('by-status', event.status),
    },
    link: (resourceId) => place(linkFamily(resourceId)),
  };
}
