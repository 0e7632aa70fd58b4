import { z } from 'zod';

/** What the ingest function is told at deployment. */
export const ingestEnvironment = z.object({
  TABLE_NAME: z.string().min(1).describe('name of the table that holds the trail'),
  TRAIL_KEY_SECRET_ARN: z.string().min(1).describe('ARN of the secret that holds the trail key'),
  RETENTION_DAYS: z.coerce.number().int().min(1).describe('how long an event is kept, in days from its arrival'),
});
