import type { CodeOf } from '../../errors/errors.js';
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';

export interface QueryRefusal {
  /** Name of the parameter. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
  /** Instead of `<field>: expected <expected>, got <got>`. */
  readonly message?: string;
}

/** A question was understood and cannot be answered as it is asked. */
export class QueryRefusedError extends TrailkeeperError<'QueryRefusedError'> {
  override readonly name = 'QueryRefusedError';

  constructor(code: CodeOf<'QueryRefusedError'>, { field, expected, got, message }: QueryRefusal) {
    const words = message === undefined ? { subject: field } : { message };
    super(code, { ...words, field, expected, got });
  }
}
