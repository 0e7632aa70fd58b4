/** A sender whose answers a test decides. */
import type { EnvelopeSender, SendOutcome } from '../../shared/client/senders/envelope-sender.js';

export type Answer = (bodies: readonly string[], call: number, signal?: AbortSignal) => Promise<SendOutcome[]>;

export const acceptAll: Answer = async (bodies) => bodies.map(() => ({ outcome: 'accepted' }));
export const retryAll: Answer = async (bodies) => bodies.map(() => ({ outcome: 'retry', reason: 'not now' }));
export const refuseAll: Answer = async (bodies) => bodies.map(() => ({ outcome: 'rejected', reason: 'refused_Bad' }));

export class SenderDouble implements EnvelopeSender {
  /** Bodies of each call. */
  readonly calls: (readonly string[])[] = [];
  /** Bodies that were answered with `accepted`, in order. */
  readonly accepted: string[] = [];
  closed = 0;

  constructor(public answer: Answer = acceptAll) {}

  async send(bodies: readonly string[], signal?: AbortSignal): Promise<SendOutcome[]> {
    this.calls.push([...bodies]);
    const outcomes = await this.answer(bodies, this.calls.length, signal);
    outcomes.forEach(({ outcome }, at) => {
      const body = bodies[at];
      if (outcome === 'accepted' && body !== undefined) this.accepted.push(body);
    });
    return outcomes;
  }

  close(): void {
    this.closed++;
  }
}
