/** The reading role of the quarantine. */

export interface QuarantineRequest {
  readonly partition: string;
  /** Sort keys, both inclusive. */
  readonly low: string;
  readonly high: string;
  /** Goes on behind this key, which lies between `low` and `high`. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface QuarantineAnswer {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Nothing lies beyond these items; without it there may be more, even when there are no items. */
  readonly isLast: boolean;
}

export interface QuarantineReader {
  /** Items of one day, newest first. */
  queryQuarantine(request: QuarantineRequest): Promise<QuarantineAnswer>;
}
