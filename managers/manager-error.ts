/** What managers throw: a stable code for programs and the trail, and a sentence for people. */
import type { CodeOf } from '../shared/errors/errors.js';
import { MANAGER_ERROR_ROWS } from '../shared/errors/manager-errors.js';
import { TrailkeeperError } from '../shared/errors/trailkeeper-error.js';

/** Its code is the event's `error.code`; a new one is a row of `shared/errors/manager-errors.ts`. */
export class ManagerError extends TrailkeeperError<'ManagerError'> {
  override readonly name = 'ManagerError';

  constructor(code: CodeOf<'ManagerError'>, message: string, { cause }: ErrorOptions = {}) {
    super(code, { message, expected: MANAGER_ERROR_ROWS[code].expected, got: message, cause });
  }
}
