/** A method without events, and why: opting out is a value with a reason, so that it is a decision and no omission. */
export interface NotAudited {
  readonly notAudited: string;
}

/** `reason` is for the reader of the policy, for instance `names only` or `lifecycle`. Throws when it says nothing. */
export function notAudited(reason: string): NotAudited {
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw new TypeError('notAudited(reason): expected a reason, for instance notAudited("names only")');
  }
  return { notAudited: reason };
}

export function isNotAudited(decision: object): decision is NotAudited {
  return 'notAudited' in decision && typeof decision.notAudited === 'string';
}
