/** What a check found, in words for one line. */

/** `not checked` is neither good nor bad: nobody looked, and the finding says why. */
export type Verdict = 'ok' | 'warn' | 'FAILED' | 'not checked';

export interface Finding {
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export interface Check {
  readonly name: string;
  /**
   * What whoever runs the check must be allowed to do, in the words of whoever grants it; undefined where nothing is
   * granted.
   */
  readonly needs?: string;
  /** May reject: that is a finding as well. */
  run(): Promise<Finding>;
}

/** A check that cannot be made from here. */
export const notChecked = (name: string, reason: string): Check => ({
  name,
  run: async () => ({ verdict: 'not checked', found: reason }),
});

/** `1 message`, `2 messages`. */
export const count = (number: number, thing: string): string =>
  `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
