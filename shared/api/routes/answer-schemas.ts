/** The answers as schemas, for the OpenAPI document. `answers.ts` says the same; the end of this file checks it. */
import { z } from 'zod';
import { auditEventSchema } from '../../event/schema/audit-event.js';
import type {
  Accepted,
  Activity,
  EventAnswer,
  EventPage,
  Health,
  QuarantineEntry,
  QuarantinePage,
  Statistics,
} from '../answers/answers.js';
import type { Problem } from '../answers/problem.js';

export const eventSchema = auditEventSchema
  .extend({
    arrived_at: z.string().meta({ description: 'When the queue took the message that carried it last.' }),
    sender: z.string().nullable().meta({ description: 'Who sent it, as the queue or the gateway says.' }),
  })
  .meta({ description: 'An event as every answer gives it.' });
const count = z.int().min(0);
const counts = z.record(z.string(), count);
const cursor = z.string().nullable().meta({ description: 'Null only when the range is exhausted.' });

const eventId = z.string();
export const erasedEventSchema = z
  .strictObject({ event_id: eventId, erased: z.string().meta({ description: 'Id of the audit/erase event.' }) })
  .meta({ description: 'In the place of an event that was erased.' });
export const damagedEventSchema = z
  .strictObject({ event_id: eventId, damaged: z.string().meta({ description: 'What is wrong with it.' }) })
  .meta({ description: 'In the place of an event whose stored form is not as it was written.' });
export const entrySchema = z.union([eventSchema, erasedEventSchema, damagedEventSchema]);

const aheadSchema = z
  .strictObject({
    count,
    exact: z.boolean().meta({ description: 'False: there are more than so many.' }),
    from: z.string().meta({ description: 'As from of the same question it lists them.' }),
  })
  .nullable()
  .meta({
    description:
      'Events of the same filter that are dated later than two minutes from now, which a list without to leaves out; null where the question says where it ends.',
  });
export const eventPageSchema = z.strictObject({
  events: z.array(entrySchema),
  next_cursor: cursor,
  ahead: aheadSchema,
});
export const eventAnswerSchema = z.strictObject({ event: entrySchema });

export const activitySchema = z.strictObject({
  user_id: z.string(),
  total: count,
  by_event_type: counts,
  by_action: counts,
  by_status: counts,
  by_day: counts,
  first_seen: z.string().nullable(),
  last_seen: z.string().nullable(),
});

export const statisticsSchema = z.strictObject({
  total: count,
  by_event_type: counts,
  by_action: counts,
  by_status: counts,
  by_user: counts,
  users: count,
  by_hour: counts,
});

const fieldProblem = { field: z.string(), expected: z.string(), got: z.string() };

const quarantineEntrySchema = z.strictObject({
  sent_at: z.string(),
  received_at: z.string(),
  message_id: z.string(),
  sender: z.string().nullable(),
  position: count,
  reason: z.string(),
  problems: z.array(z.strictObject(fieldProblem)),
  raw: z.string(),
  raw_bytes: count,
  raw_sha256: z.string(),
  part: count,
  parts: count,
  truncated: z.boolean(),
});
export const quarantinePageSchema = z.strictObject({ items: z.array(quarantineEntrySchema), next_cursor: cursor });

export const healthSchema = z.strictObject({ status: z.literal('ok') });
export const acceptedSchema = z.strictObject({ accepted: count });

export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.strictObject({ ...fieldProblem, index: count.optional() })).readonly(),
});

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while schemas and interfaces say the same, both ways. */
export const ANSWERS_AGREE: [
  Same<z.infer<typeof eventPageSchema>, EventPage>,
  Same<z.infer<typeof eventAnswerSchema>, EventAnswer>,
  Same<z.infer<typeof activitySchema>, Activity>,
  Same<z.infer<typeof statisticsSchema>, Statistics>,
  Same<z.infer<typeof quarantineEntrySchema>, QuarantineEntry>,
  Same<z.infer<typeof quarantinePageSchema>, QuarantinePage>,
  Same<z.infer<typeof healthSchema>, Health>,
  Same<z.infer<typeof acceptedSchema>, Accepted>,
  Same<z.infer<typeof problemSchema>, Problem>,
] = [true, true, true, true, true, true, true, true, true];
