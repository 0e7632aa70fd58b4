/** Which sender wrote it, and as which of its events. */
import { fixed, id } from './forms.js';

export const ORIGIN_FIELDS = {
  producer_id: {
    ...id,
    required: true,
    origin: 'foreign',
    csv: 23,
    meaning: 'Emitting process, new at every start; foreign events get theirs where they arrive.',
    example: 'shop@web-1-5f3a9c1b7d2e4f60',
  },
  seq: {
    ...fixed,
    form: 'counter',
    required: false,
    origin: 'foreign',
    csv: 24,
    meaning: 'Contiguous within a producer, from 1, so that gaps show; given together with producer_id, or not at all.',
    example: 1,
  },
  external_id: {
    ...id,
    required: false,
    origin: 'sender',
    csv: 25,
    meaning: "A sender's own id: equal content with an equal one is one event however often it is sent.",
    example: 'order-7-created',
  },
} as const;
