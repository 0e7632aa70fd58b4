/** How much one page may read before it is handed over short. */

export interface BudgetLimits {
  readonly maxRows: number;
  readonly maxMs: number;
}

/** The gateway waits 29 s for an answer, and a person a few. */
export const PAGE_BUDGET: BudgetLimits = { maxRows: 20_000, maxMs: 4_000 };

export class ReadBudget {
  readonly #limits: BudgetLimits;
  readonly #startedAt = performance.now();
  #rows = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  countRow(): void {
    this.#rows += 1;
  }

  get rows(): number {
    return this.#rows;
  }

  get isSpent(): boolean {
    return this.#rows >= this.#limits.maxRows || performance.now() - this.#startedAt >= this.#limits.maxMs;
  }
}
