/**
 * The first letters of the table's partition keys: what is used, and what is kept free for what is to come, so that no two
 * kinds of item ever share one. Keys of the table begin with a letter alone or with the letter and `#`.
 */

export interface KeyPrefix {
  /** `used`: items are written under it. `kept`: none yet, and nothing else may be. */
  readonly state: 'used' | 'kept';
  readonly holds: string;
}

export const KEY_PREFIXES = {
  A: { state: 'used', holds: 'manifests by minute of arrival' },
  C: { state: 'kept', holds: 'completeness by hour' },
  D: { state: 'kept', holds: 'counts by day' },
  E: { state: 'used', holds: 'the directory of epochs' },
  H: { state: 'kept', holds: 'holds: what may not expire' },
  I: { state: 'used', holds: 'which body an Idempotency-Key stands for' },
  L: { state: 'used', holds: 'links: events that name a resource in related' },
  M: { state: 'used', holds: 'how far a message has been stored' },
  N: { state: 'used', holds: 'the directory of senders' },
  P: { state: 'kept', holds: 'producers, and by day' },
  Q: { state: 'used', holds: 'quarantine by day' },
  R: { state: 'kept', holds: 'counts by hour' },
  S: { state: 'kept', holds: 'seals' },
  T: { state: 'used', holds: 'events and tombstones by time' },
  V: { state: 'kept', holds: 'values that are suggested' },
  W: { state: 'kept', holds: 'saved views' },
  X: { state: 'kept', holds: 'ids of what was erased' },
  Y: { state: 'kept', holds: 'alerts' },
} as const satisfies Readonly<Record<string, KeyPrefix>>;
