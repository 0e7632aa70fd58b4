import type { Check } from './checks/finding.js';

/** What is checked, with everything that its checks need at hand. */
export interface Target {
  /** In words, for the first line. */
  readonly title: string;
  readonly checks: readonly Check[];
  /** Ends its connections. */
  close(): void;
}

/** No single answer may take longer; a check may need several. */
export const ANSWER_TIMEOUT_MS = 5_000;
export const CHECK_TIMEOUT_MS = 20_000;

/** Of the AWS clients: they would wait for minutes, and try again for longer. */
export const CLIENT_SETTINGS = {
  maxAttempts: 2,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: ANSWER_TIMEOUT_MS, requestTimeout: ANSWER_TIMEOUT_MS },
} as const;
