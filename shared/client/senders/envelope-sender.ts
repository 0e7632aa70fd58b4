/** The role of whatever takes message bodies out of the process: SQS, a file, the API, or a double in a test. */

export type SendOutcome =
  /** The storage has it: its receipts resolve. */
  | { readonly outcome: 'accepted' }
  /** Not now; the same body is sent again later. */
  | { readonly outcome: 'retry'; readonly reason: string }
  /** Never, for a reason that lies in this body; it is not sent again. */
  | { readonly outcome: 'rejected'; readonly reason: string }
  /** Not as one body: it is sent again in two halves, and a single event is rejected. */
  | { readonly outcome: 'divide'; readonly reason: string };

export interface EnvelopeSender {
  /**
   * Sends at most 10 bodies. Resolves to one outcome for each, in the same order; a missing one means `retry`, and so
   * does rejecting, for all of them. `signal` aborts when nobody will look at the outcome any more.
   */
  send(bodies: readonly string[], signal?: AbortSignal): Promise<SendOutcome[]>;
  close?(): void | Promise<void>;
}
