/** Who did it. */
import { MAX_USER_BYTES } from '../values/limits.js';
import { fixed, id, text } from './forms.js';

export const ACTOR_FIELDS = {
  user_id: {
    ...id,
    limit: MAX_USER_BYTES,
    required: true,
    origin: 'context',
    summary: true,
    csv: 7,
    meaning: 'Who did it; system only when nobody is known.',
    example: 'alice',
  },
  actor_type: {
    ...fixed,
    form: 'actor',
    required: false,
    origin: 'context',
    csv: 27,
    meaning: 'Whether a person, a service or the system itself did it; absent when that is not known.',
    example: 'user',
  },
  user_role: {
    ...id,
    required: false,
    origin: 'context',
    csv: 28,
    meaning: 'The role or privilege that was used for it.',
    example: 'admin',
  },
  on_behalf_of: {
    ...id,
    limit: MAX_USER_BYTES,
    required: false,
    origin: 'context',
    csv: 8,
    meaning: 'For whom, when that is somebody else.',
    example: 'bob',
  },
  session_id: {
    ...fixed,
    form: 'session',
    required: false,
    origin: 'context',
    csv: 29,
    meaning: 'Hash of the log-on session, which joins what was done in one; short ids can be guessed from it.',
    example: 's1:2f87acc80de5a0d4c7c97c6b0a4d1f2e',
  },
  source_ip: {
    ...id,
    required: false,
    origin: 'context',
    csv: 9,
    meaning: 'Address that the request came from.',
    example: '192.0.2.7',
  },
  user_agent: {
    ...text,
    required: false,
    origin: 'context',
    csv: 10,
    meaning: 'Program that made the request.',
    example: 'curl/8.5.0',
  },
} as const;
