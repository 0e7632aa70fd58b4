/** Everything that is wrong with settings, said at once: where, what was expected, what was got. */
import { TrailkeeperError } from '../errors/trailkeeper-error.js';

export interface ConfigProblem {
  /** Key such as `storage.type`, with `audit.` before it in a file, or the variable that set it. */
  readonly path: string;
  readonly expected: string;
  /** Numbers, flags and the words of a choice as they are; of any other text only its size, for it may be a secret. */
  readonly got: string;
}

/** The settings cannot be used. The message lists every problem, one a line; `expected` and `got` are of the first. */
export class AuditConfigError extends TrailkeeperError<'AuditConfigError'> {
  override readonly name = 'AuditConfigError';
  constructor(
    readonly problems: readonly ConfigProblem[],
    { cause }: ErrorOptions = {},
  ) {
    const lines = problems.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
    const { expected, got } = problems[0] ?? { expected: 'settings', got: 'others' };
    super('bad_config', {
      message: `the audit configuration cannot be used:\n${lines.join('\n')}`,
      expected,
      got,
      cause,
    });
  }
}
