/**
 * How far a message has been stored that is too large for one delivery. The queue knows nothing of it, and the process
 * that takes the next delivery need not be the one that took the last.
 */

export interface MessageProgress {
  /**
   * Lines of the message, from its first, that are stored and in manifests; 0 when none are known to be. Never more
   * than is true.
   */
  findDoneLines(messageId: string, signal: AbortSignal): Promise<number>;
  /** Remembered when it resolves, until `expiresAt` (seconds since 1970): the message is out of the queue by then. */
  putDoneLines(messageId: string, lines: number, expiresAt: number, signal: AbortSignal): Promise<void>;
}
