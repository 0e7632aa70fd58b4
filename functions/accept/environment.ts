import { z } from 'zod';

/** What the accept function is told at deployment. */
export const acceptEnvironment = z.object({
  TRAIL_KEY_SECRET_ARN: z.string().min(1).describe('ARN of the secret that holds the trail key'),
  TABLE_NAME: z.string().min(1).describe('name of the table, which keeps the keys of repeated requests'),
  QUEUE_URL: z.url().describe('URL of the queue into which accepted events go'),
});
