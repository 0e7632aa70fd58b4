import { z } from 'zod';

/** What the accept function is told at deployment. */
export const acceptEnvironment = z.object({
  QUEUE_URL: z.url().describe('URL of the queue into which accepted events go'),
});
