import type { ServiceClock } from './clock.js';

/** The Date header has whole seconds, cut off: half a second later is right on average. */
const HALF_MS = 500;

/** The clock of whoever answers at `url`; a refusal tells the time as well as an answer does. */
export class HttpServiceClock implements ServiceClock {
  readonly #url: string;
  readonly #timeoutMs: number;

  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  async read(): Promise<{ ms: number; toleranceMs: number }> {
    const response = await fetch(this.#url, { redirect: 'manual', signal: AbortSignal.timeout(this.#timeoutMs) });
    await response.body?.cancel();
    const ms = Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(ms)) throw new Error('the answer has no Date header');
    return { ms: ms + HALF_MS, toleranceMs: HALF_MS };
  }
}
