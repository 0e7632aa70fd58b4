/** Requests to the service: signed for AWS, plain to this machine, tried again while that can help. */
import { createRequestSigner, type RequestSigner } from '../client/senders/request-signer.js';
import { isLoopback, parseSecureUrl } from '../client/senders/secure-url.js';
import { AuditTrailError, buildStatusError } from './audit-trail-error.js';

export interface TrailConnectionOptions {
  /** Of the service, without `/v1`. HTTPS, or HTTP to this machine. */
  readonly url: string;
  /** For signing. Default: what the AWS SDK finds. */
  readonly region?: string | undefined;
  /** Instead of the AWS one, which is used for every service but one on this machine. */
  readonly signer?: RequestSigner | undefined;
  /** How long to wait for an answer, and for each further piece of a stream. Default: 30 s, as API Gateway does. */
  readonly timeoutMs?: number | undefined;
  /** Requests for one answer, the first among them. Default: 3. */
  readonly maxAttempts?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_ATTEMPTS = 3;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
const PASSING_STATUSES = new Set([429, 502, 503, 504]);

export class TrailConnection {
  readonly #base: URL;
  readonly #timeoutMs: number;
  readonly #maxAttempts: number;
  readonly #region: string | undefined;
  #signer: Promise<RequestSigner> | RequestSigner | undefined;

  constructor({ url, region, signer, timeoutMs, maxAttempts }: TrailConnectionOptions) {
    this.#base = parseBase(url);
    this.#region = region;
    this.#signer = signer;
    this.#timeoutMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#maxAttempts = maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  }

  /** The body of a successful answer, whole. `address` is path and query string. */
  async getText(address: string): Promise<string> {
    return this.#withRetries(async () => {
      const response = await this.#request(address, AbortSignal.timeout(this.#timeoutMs));
      const text = await response.text();
      if (!response.ok) throw buildStatusError(response.status, text);
      return text;
    });
  }

  /** The body of a successful answer, as it comes. Throws when it breaks off; nothing is asked for twice. */
  async *getStream(address: string): AsyncGenerator<Uint8Array, void, undefined> {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expectMore = () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(new Error(`nothing came for ${this.#timeoutMs} ms`)), this.#timeoutMs);
    };
    try {
      expectMore();
      const response = await this.#withRetries(async () => {
        const answer = await this.#request(address, abort.signal);
        if (!answer.ok) throw buildStatusError(answer.status, await answer.text());
        return answer;
      });
      if (response.body === null) return;
      for await (const piece of response.body) {
        clearTimeout(timer);
        yield piece;
        expectMore();
      }
    } catch (error) {
      throw asTrailError(error, 'the answer broke off');
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }

  async #request(address: string, signal: AbortSignal): Promise<Response> {
    const url = new URL(this.#base.pathname.replace(/\/+$/, '') + address, this.#base);
    const headers = { accept: 'application/json, application/problem+json;q=0.9, */*;q=0.5' };
    // A redirected request would carry a signature for another host.
    return fetch(url, { headers: await this.#signHeaders(url, headers), redirect: 'error', signal });
  }

  async #signHeaders(url: URL, headers: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    if (this.#signer === undefined && isLoopback(url)) return headers;
    this.#signer ??= createRequestSigner({ service: 'execute-api', region: this.#region });
    return (await this.#signer).sign({ method: 'GET', url, headers, body: '' });
  }

  async #withRetries<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt();
      } catch (error) {
        const failure = asTrailError(error, 'the service does not answer');
        const isPassing = failure.status === undefined || PASSING_STATUSES.has(failure.status);
        if (!isPassing || tried >= this.#maxAttempts) throw failure;
        // Full jitter, so that many readers do not come back together.
        const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tried);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs));
      }
    }
  }
}

function asTrailError(error: unknown, message: string): AuditTrailError {
  if (error instanceof AuditTrailError) return error;
  const reason = error instanceof Error ? `: ${describeCause(error)}` : '';
  return new AuditTrailError(`${message}${reason}`, { cause: error });
}

/** fetch says only that it failed; its cause says why. */
const describeCause = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message);

/** Throws for an address over which answers could be read or forged on their way. */
function parseBase(url: string): URL {
  const base = parseSecureUrl(url);
  if (base === undefined) throw new TypeError('url: expected an HTTPS URL, or an HTTP one of this machine');
  return base;
}
