/** The JSON Schema by which a sender in any language can check its events before sending them. */
import { z } from 'zod';
import { MAX_ID_BYTES } from '../values/limits.js';
import { foreignEventSchema } from './audit-event.js';

/** JSON Schema, draft 2020-12, of one foreign event. Bytes cannot be said in it: ids are also limited in UTF-8 bytes. */
export function buildEventJsonSchema(): object {
  const schema = z.toJSONSchema(foreignEventSchema, { io: 'input', unrepresentable: 'any' });
  return {
    ...schema,
    title: 'Trailkeeper event, as a foreign sender writes it',
    description:
      `Ids and names are at most ${MAX_ID_BYTES} bytes of UTF-8. Leave event_id out: it follows from the content; ` +
      'external_id is for an id of your own. producer_id and seq go together or stay away. ' +
      'An integer beyond 2^53 in details is kept as text.',
    dependentRequired: { producer_id: ['seq'], seq: ['producer_id'] },
  };
}
