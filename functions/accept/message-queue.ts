/** Takes whole messages for the ingest function. */
export interface MessageQueue {
  /** Resolves when the queue has accepted the message: it is durable then. Rejects when that is not known. */
  send(body: string, signal: AbortSignal): Promise<void>;
}
