/** The JSON Schema by which a sender in any language can check its events before sending them. */
import { z } from 'zod';
import { MAX_ENVELOPE_EVENTS, MAX_MESSAGE_BYTES } from '../values/limits.js';
import { foreignEventSchema } from './foreign-event.js';

const absent = (field: string) => ({ properties: { [field]: { enum: [null, ''] } } });
const given = (field: string) => ({ not: absent(field) });

/**
 * JSON Schema, draft 2020-12, of one foreign event. It takes what the service takes and nothing else; a property test
 * holds both against each other.
 */
export function buildEventJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(foreignEventSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    $id: 'urn:trailkeeper:event:1',
    title: 'Trailkeeper event, as a foreign sender writes it',
    description:
      'Send it to the queue, one event, a list, { "events": [...] } or one event a line as the body of a message of at ' +
      `most ${MAX_MESSAGE_BYTES} bytes, or to POST /v1/events as application/json or application/x-ndjson; at most ` +
      `${MAX_ENVELOPE_EVENTS} events at a time. Null and empty text in an optional field are as if it were absent. ` +
      'Numbers and booleans are taken for text. Leave event_id out: it follows from the content; external_id is for an ' +
      'id of your own. producer_id and seq go together or stay away. An integer beyond 2^53 is kept as text.',
    ...schema,
    // Both, or neither.
    anyOf: [{ allOf: [given('producer_id'), given('seq')] }, { allOf: [absent('producer_id'), absent('seq')] }],
    examples: [
      { timestamp: '2026-01-31T09:30:00Z', event_type: 'vfs_operation', action: 'write', status: 'success' },
      {
        timestamp: 1_769_851_800_123,
        event_type: 'backend_operation',
        action: 'create',
        status: 'FAILED',
        user_id: 'alice',
        resource_id: 'backend-s3',
        related: [{ resource_id: 'bucket-123', role: 'bucket' }],
        error: { code: 'ENOSPC', message: 'no space left on the device' },
        details: { type: 's3' },
        correlation_id: null,
        external_id: '8f14e45f',
      },
    ],
  };
}
