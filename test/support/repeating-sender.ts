/** Hands every body to the real sender several times, as a sender does whose answers are lost. */
import type { EnvelopeSender, SendOutcome } from '../../shared/client/senders/envelope-sender.js';

export class RepeatingSender implements EnvelopeSender {
  /** How often the storage has accepted each. */
  readonly bodies = new Map<string, number>();

  constructor(
    private readonly sender: EnvelopeSender,
    private readonly times: number,
  ) {}

  /** Rejects when a repetition is not accepted: the test would prove less than it says. */
  async send(bodies: readonly string[], signal?: AbortSignal): Promise<SendOutcome[]> {
    let outcomes: SendOutcome[] = [];
    for (let time = 0; time < this.times; time += 1) {
      outcomes = await this.sender.send(bodies, signal);
      if (!outcomes.every(({ outcome }) => outcome === 'accepted')) throw new Error(JSON.stringify(outcomes));
      for (const body of bodies) this.bodies.set(body, (this.bodies.get(body) ?? 0) + 1);
    }
    return outcomes;
  }

  async close(): Promise<void> {
    await this.sender.close?.();
  }
}
