/** Opting a method out of the trail is a value with a reason, so that it is a decision and not an omission. */
export class NotAudited {
  constructor(readonly reason: string) {}
}

/** `reason` is for the reader of the policy, for instance `names only` or `lifecycle`. Throws when it says nothing. */
export function notAudited(reason: string): NotAudited {
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw new TypeError('notAudited(reason): expected a reason, for instance notAudited("names only")');
  }
  return new NotAudited(reason);
}
