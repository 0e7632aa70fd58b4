/** How the time of one invocation is shared out: three quarters for events, most of the rest for manifests. */
const WRITING_ENDS = 1 / 4;
const MANIFESTS_END = 1 / 20;

export class TimeBudget {
  readonly #remainingMs: () => number;
  readonly #totalMs: number;

  constructor(remainingMs: () => number) {
    this.#remainingMs = remainingMs;
    this.#totalMs = remainingMs();
  }

  /** Zero or less: no event write may begin or go on. */
  get writingMs(): number {
    return this.#remainingMs() - this.#totalMs * WRITING_ENDS;
  }

  /** Zero or less: no manifest write may begin or go on. */
  get manifestMs(): number {
    return this.#remainingMs() - this.#totalMs * MANIFESTS_END;
  }
}
