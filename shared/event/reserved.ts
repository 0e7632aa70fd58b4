/**
 * Names that only the trail itself may use. A sender that could use them would forge records of the trail, or hide its
 * own events among them.
 */
import { AUDIT_EVENT_TYPE } from './catalogue.js';
import type { EventLine } from './event.js';

/** What an arrival names its producer by: the queue's or the gateway's word, never a sender's. */
const RESERVED_PREFIXES = ['sqs:', 'http:', 'ext:', 'sns:', 'eb:', 'dest:'] as const;

/** Actions under the type `audit`: who may record them. Any other action under it is an ordinary event. */
const AUDIT_ACTIONS: ReadonlyMap<string, 'producer' | 'trail'> = new Map([
  ...(['gap', 'start', 'stop', 'pause', 'resume', 'configure', 'clock'] as const).map(
    (action) => [action, 'producer'] as const,
  ),
  ...(
    [
      'query',
      'export',
      'review',
      'annotate',
      'hold',
      'release',
      'erase',
      'verify',
      'seal',
      'conflict',
      'outage',
      'admin',
      'expire',
      'redrive',
      'restripe',
      'deny',
    ] as const
  ).map((action) => [action, 'trail'] as const),
]);

/** Whether only a door of the trail may name a producer so. */
export function isReservedProducer(producerId: string): boolean {
  return RESERVED_PREFIXES.some((prefix) => producerId.startsWith(prefix));
}

/** Whether the pair of type and action is the trail's own, or a producer's word about itself. */
export function isReservedPair(eventType: string, action: string): boolean {
  return eventType === AUDIT_EVENT_TYPE && AUDIT_ACTIONS.has(action);
}

/**
 * Names the field by which a sender without proof claims to be the trail; undefined when it claims nothing.
 * `producerId` is whom the sender says it is: only about itself may it record what a producer records.
 */
export function findReservedClaim(
  event: Pick<EventLine, 'producer_id' | 'event_type' | 'action'>,
  producerId: string | undefined,
): 'producer_id' | 'action' | undefined {
  if (isReservedProducer(event.producer_id)) return 'producer_id';
  if (event.event_type !== AUDIT_EVENT_TYPE) return undefined;
  const owner = AUDIT_ACTIONS.get(event.action);
  if (owner === undefined) return undefined;
  return owner === 'producer' && event.producer_id === producerId ? undefined : 'action';
}
