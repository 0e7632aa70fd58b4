import { z } from 'zod';

/** What the export function is told at deployment. */
export const exportEnvironment = z.object({
  TABLE_NAME: z.string().min(1).describe('name of the table that holds the trail'),
  TRAIL_KEY_SECRET_ARN: z.string().min(1).describe('ARN of the secret that holds the trail key'),
  QUEUE_URL: z.url().describe("URL of the trail's own queue, into which the record of each export goes"),
});
