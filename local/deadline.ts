/** Waits that end. */
import { TrailkeeperError } from '../shared/errors/trailkeeper-error.js';

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class DeadlineError extends TrailkeeperError<'DeadlineError'> {
  override readonly name = 'DeadlineError';

  constructor(what: string, ms: number) {
    super('deadline_passed', { subject: what, expected: `an end within ${ms} ms`, got: 'none' });
  }
}

/** What the promise settles with, or a DeadlineError when it takes longer; the work itself is not stopped by that. */
export async function withDeadline<Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
