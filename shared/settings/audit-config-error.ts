/** Everything that is wrong with settings, said at once: where, what was expected, what was got. */

export interface ConfigProblem {
  /** Key such as `storage.type`, with `audit.` before it in a file, or the variable that set it. */
  readonly path: string;
  readonly expected: string;
  /** Numbers, flags and the words of a choice as they are; of any other text only its size, for it may be a secret. */
  readonly got: string;
}

/** The settings cannot be used. The message lists every problem, one a line. */
export class AuditConfigError extends Error {
  override readonly name = 'AuditConfigError';
  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const lines = problems.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
    super(`the audit configuration cannot be used:\n${lines.join('\n')}`, options);
  }
}
