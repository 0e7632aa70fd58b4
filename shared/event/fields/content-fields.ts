/** What else is to be said of it, and what was done to that on its way. */
import { MAX_REDACTIONS, MAX_TEXT_LENGTH } from '../values/limits.js';
import { fixed } from './forms.js';

export const CONTENT_FIELDS = {
  error: {
    ...fixed,
    form: 'error',
    required: false,
    limit: MAX_TEXT_LENGTH,
    beyond: 'cut',
    redaction: 'error',
    origin: 'sender',
    csv: 17,
    meaning: 'Why it failed: a stable code, and a message for a person.',
    example: { code: 'ENOSPC', message: 'no space left on the device' },
  },
  details: {
    ...fixed,
    form: 'object',
    required: false,
    beyond: 'fitted',
    redaction: 'tree',
    origin: 'sender',
    csv: 19,
    meaning: 'Whatever else is to be known; secrets are taken out.',
    example: { size: 4_096 },
  },
  redactions: {
    ...fixed,
    form: 'redactions',
    required: false,
    limit: MAX_REDACTIONS,
    beyond: 'fitted',
    origin: 'foreign',
    csv: 20,
    meaning: 'What was taken out, and by which rule.',
    example: [{ path: 'details.password', rule: 'sensitive-key' }],
  },
  truncated: {
    ...fixed,
    form: 'flag',
    required: false,
    origin: 'foreign',
    csv: 21,
    meaning: 'True when something was cut to fit a line.',
    example: true,
  },
  details_sha256: {
    ...fixed,
    form: 'hash',
    required: false,
    origin: 'foreign',
    csv: 22,
    meaning: 'SHA-256 of the whole details as ASCII-escaped JSON, when they were cut.',
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
} as const;
