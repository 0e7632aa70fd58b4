import { z } from 'zod';

/** What the query function is told at deployment. */
export const queryEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  /** The secret that holds the trail key, from which keys of cursors are derived. */
  TRAIL_KEY_SECRET_ARN: z.string().min(1),
  /** How long an event is kept, in days: how far the quarantine reaches back when a request does not say. */
  RETENTION_DAYS: z.coerce.number().int().min(1),
});
