/** What it was done to, and for which request. */
import { MAX_ACTION_BYTES, MAX_RELATED, MAX_TYPE_BYTES } from '../values/limits.js';
import { fixed, id, operation } from './forms.js';

export const RESOURCE_FIELDS = {
  resource_id: {
    ...id,
    required: false,
    origin: 'sender',
    summary: true,
    csv: 11,
    meaning: 'What it was done to; present on failures too.',
    example: 'bucket-123:/file.txt',
  },
  resource_type: {
    ...id,
    limit: MAX_TYPE_BYTES,
    required: false,
    origin: 'sender',
    csv: 12,
    meaning: 'What kind of resource that is.',
    example: 'file',
  },
  related: {
    ...fixed,
    form: 'related',
    required: false,
    limit: MAX_RELATED,
    beyond: 'cut',
    redaction: 'related',
    origin: 'context',
    csv: 13,
    meaning: 'Other resources it belongs to, each with a role: the backend of a bucket, the bucket of a file.',
    example: [{ resource_id: 'bucket-123', role: 'bucket' }],
  },
  correlation_id: {
    ...id,
    limit: MAX_ACTION_BYTES,
    required: false,
    origin: 'context',
    csv: 14,
    meaning: 'The request that the event belongs to.',
    example: 'req-42',
  },
  caused_by: {
    ...operation,
    required: false,
    origin: 'context',
    csv: 16,
    meaning: 'The operation_id that led to this one.',
    example: '2c26b46b68ffc68f',
  },
} as const;
