import { z } from 'zod';

/** What the export function is told at deployment. */
export const exportEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  /** The secret that holds the trail key, from which keys of cursors are derived. */
  TRAIL_KEY_SECRET_ARN: z.string().min(1),
});
