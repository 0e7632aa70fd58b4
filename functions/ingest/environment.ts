import { z } from 'zod';

/** What the ingest function is told at deployment. */
export const ingestEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  /** The secret that holds the trail key. */
  TRAIL_KEY_SECRET_ARN: z.string().min(1),
  /** How long an event is kept, in days from its arrival. */
  RETENTION_DAYS: z.coerce.number().int().min(1),
});
