/** How events come in over HTTP. */
import { z } from 'zod';
import { ENVELOPE_CONTENT_TYPE } from '../../event/envelope/envelope.js';
import { foreignEventSchema } from '../../event/schema/foreign-event.js';
import { acceptedSchema } from './answer-schemas.js';
import { route } from './route-row.js';

export const SENDING_ROUTES = {
  acceptEvents: route({
    method: 'POST',
    path: '/v1/events',
    input: z.strictObject({}),
    body: {
      'application/json': z.union([foreignEventSchema, z.array(foreignEventSchema)]),
      'application/x-ndjson': z.string().meta({ description: 'One event a line.' }),
      [ENVELOPE_CONTENT_TYPE]: z.string().meta({ description: 'An envelope of the client, as it goes to the queue.' }),
    },
    output: acceptedSchema,
    status: 202,
    problems: [409, 413, 415, 503],
    role: 'sender',
    servedBy: 'accept',
    summary:
      'Take events; 202 says that the queue has them all. An Idempotency-Key makes a retry the same events, and belongs to its body for 24 hours: with another one it is refused (409)',
  }),
} as const;
