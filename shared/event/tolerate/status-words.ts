/** How an operation ended, in the words of other systems. */
import { STATUSES, type Status } from '../event.js';

/** Published: each is read without case, and as what it stands beside. The statuses themselves stand for themselves. */
export const STATUS_WORDS: Readonly<Record<Status, readonly string[]>> = {
  success: [
    'succeeded',
    'successful',
    'succeed',
    'ok',
    'okay',
    'true',
    'allow',
    'allowed',
    'permit',
    'permitted',
    'granted',
    'accept',
    'accepted',
    'pass',
    'passed',
    'complete',
    'completed',
    'done',
  ],
  failure: ['failed', 'fail', 'failing', 'error', 'errored', 'false', 'timeout', 'exception', 'aborted', 'fatal'],
  denied: [
    'deny',
    'denial',
    'forbidden',
    'unauthorized',
    'unauthorised',
    'unauthenticated',
    'rejected',
    'reject',
    'refused',
    'blocked',
    'block',
    'challenge',
  ],
  partial: ['partially', 'partial_success', 'partial-success', 'incomplete', 'warning', 'warn'],
  attempted: ['attempt', 'started', 'start', 'pending', 'in_progress', 'in-progress', 'running'],
  unknown: ['indeterminate', 'undefined', 'none', 'n/a', 'skipped'],
};

const byWord: ReadonlyMap<string, Status> = new Map(
  STATUSES.flatMap((status) => [status, ...STATUS_WORDS[status]].map((word) => [word, status])),
);

/** HTTP status codes say it too: below 400 success, 401, 403 and 407 denied, other failures. */
const HTTP_CODE = '[1-5][0-9][0-9]';

/** One pattern for all words, whatever their case: JSON Schema knows no flag for it. */
export const STATUS_PATTERN = `^(?:${[...byWord.keys()].map(anyCase).join('|')}|${HTTP_CODE})$`;

/** Undefined for a word that is none of them. */
export function readStatusWord(text: string): Status | undefined {
  return byWord.get(text.toLowerCase()) ?? readHttpCode(text);
}

function readHttpCode(text: string): Status | undefined {
  if (!new RegExp(`^${HTTP_CODE}$`).test(text)) return undefined;
  const code = Number(text);
  if (code < 400) return 'success';
  return code === 401 || code === 403 || code === 407 ? 'denied' : 'failure';
}

function anyCase(word: string): string {
  return [...word].map((letter) => (/[a-z]/.test(letter) ? `[${letter.toUpperCase()}${letter}]` : letter)).join('');
}
