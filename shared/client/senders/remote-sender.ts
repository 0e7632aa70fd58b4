/** Posts events to `/v1/events`: signed with the AWS credentials of the process, unsigned to this machine. */

import { urlToHttpOptions } from 'node:url';
import { AuditConfigError } from '../../settings/audit-config-error.js';
import type { EnvelopeSender, SendOutcome } from './envelope-sender.js';
import { QuietClient } from './quiet-client.js';
import { createRequestSigner, type RequestSigner } from './request-signer.js';
import { isLoopback, parseSecureUrl } from './secure-url.js';
import { describeFailure } from './send-within.js';

export interface RemoteSenderOptions {
  /** Without `/v1/events`. */
  readonly url: string;
  /** Default: what the AWS SDK finds. */
  readonly region?: string | undefined;
  readonly requestTimeoutMs?: number | undefined;
  /** Instead of the AWS one. */
  readonly signer?: RequestSigner | undefined;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 5_000;

export class RemoteSender implements EnvelopeSender {
  private readonly url: URL;
  private readonly client = new QuietClient(CONNECTION_TIMEOUT_MS);
  private signer: Promise<RequestSigner> | RequestSigner | undefined;

  /** Throws AuditConfigError for a URL that is neither HTTPS nor of this machine. */
  constructor(private readonly options: RemoteSenderOptions) {
    this.url = parseUrl(options.url);
    this.signer = options.signer;
  }

  /** Each body is a JSON list of events. */
  send(bodies: readonly string[], signal?: AbortSignal): Promise<SendOutcome[]> {
    return Promise.all(bodies.map((body) => this.post(body, signal)));
  }

  private async post(body: string, signal: AbortSignal | undefined): Promise<SendOutcome> {
    try {
      const timeout = AbortSignal.timeout(this.options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS);
      const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      return judge(await this.request(await this.signHeaders(body), body, either));
    } catch (error) {
      return { outcome: 'retry', reason: describeFailure(error) };
    }
  }

  /** The status of the answer. A redirection is one like any other: its request would carry a signature for another host. */
  private async request(headers: Record<string, string>, body: string, signal: AbortSignal): Promise<number> {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const options = { ...urlToHttpOptions(this.url), method: 'POST', headers: { ...headers, ...length }, signal };
    const response = await this.client.request(this.url.protocol === 'https:', options, body);
    response.once('error', () => undefined).resume();
    return response.statusCode ?? 0;
  }

  async close(): Promise<void> {
    this.client.close();
  }

  private async signHeaders(body: string): Promise<Record<string, string>> {
    const headers = { 'content-type': 'application/json' };
    if (this.signer === undefined && isLoopback(this.url)) return headers;
    this.signer ??= createRequestSigner({ service: 'execute-api', region: this.options.region });
    return (await this.signer).sign({ method: 'POST', url: this.url, headers, body });
  }
}

/** 400 and 413 lie in the body, so a smaller one may pass; everything else can be put right while the events wait. */
function judge(status: number): SendOutcome {
  if (status >= 200 && status < 300) return { outcome: 'accepted' };
  if (status === 400 || status === 413 || status === 422) return { outcome: 'divide', reason: `refused_${status}` };
  return { outcome: 'retry', reason: `HTTP ${status}` };
}

function parseUrl(text: string): URL {
  const base = parseSecureUrl(text);
  if (base === undefined) {
    throw refuseUrl('an HTTPS URL, or an HTTP one of this machine', 'another text');
  }
  if (base.username !== '' || base.password !== '') {
    throw refuseUrl('a URL without a user and a password', 'one with them');
  }
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/v1/events`;
  return base;
}

const refuseUrl = (expected: string, got: string): AuditConfigError =>
  new AuditConfigError([{ path: 'storage.url', expected, got }]);
