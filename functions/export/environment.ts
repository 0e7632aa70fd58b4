import { z } from 'zod';

/** What the export function is told at deployment. */
export const exportEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  /** Where the record of each export goes: the trail's own queue. */
  QUEUE_URL: z.url(),
});
