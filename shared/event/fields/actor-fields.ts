/** Who did it. */
import { id, text } from './forms.js';

export const ACTOR_FIELDS = {
  user_id: {
    ...id,
    required: true,
    origin: 'context',
    summary: true,
    csv: 7,
    meaning: 'Who did it; system only when nobody is known.',
    example: 'alice',
  },
  on_behalf_of: {
    ...id,
    required: false,
    origin: 'context',
    csv: 8,
    meaning: 'For whom, when that is somebody else.',
    example: 'bob',
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
