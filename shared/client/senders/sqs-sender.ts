/** Sends envelopes to SQS, up to ten in a request. The SDK is loaded by the first one. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { isEnvelope, stampSentAt } from '../../event/envelope/envelope.js';
import { MAX_MESSAGE_BYTES } from '../../event/values/limits.js';
import type { EnvelopeSender, SendOutcome } from './envelope-sender.js';
import { QuietClient } from './quiet-client.js';
import { QuietHandler } from './quiet-handler.js';
import { describeFailure } from './send-within.js';
import { matchBatchOutcomes } from './sqs-batch-outcomes.js';

export interface SqsSenderOptions {
  readonly queueUrl: string;
  /** Default: the one in the queue's URL, else what the SDK finds. */
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly connectionTimeoutMs?: number | undefined;
  readonly requestTimeoutMs?: number | undefined;
}

/** Limits of SendMessageBatch: entries, and bytes of all their bodies together. */
const MAX_ENTRIES = 10;
const MAX_REQUEST_BYTES = MAX_MESSAGE_BYTES;
const CONNECTION_TIMEOUT_MS = 2_000;
/** For one request with the SDK's own attempts. */
const REQUEST_TIMEOUT_MS = 12_000;
/** The SDK's own attempts a request; the patient loop is the delivery's, which no retry quota ends. */
const MAX_ATTEMPTS = 2;

export class SqsSender implements EnvelopeSender {
  private client: Promise<SQSClient> | undefined;

  constructor(private readonly options: SqsSenderOptions) {}

  async send(bodies: readonly string[], signal?: AbortSignal): Promise<SendOutcome[]> {
    const outcomes: SendOutcome[] = [];
    // Anew at each attempt: against the queue's own time it tells how far this clock is off.
    const stamped = bodies.map((body) => (isEnvelope(body) ? stampSentAt(body, Date.now()) : body));
    for (const group of groupIntoRequests(stamped)) outcomes.push(...(await this.sendRequest(group, signal)));
    return outcomes;
  }

  async close(): Promise<void> {
    (await this.client)?.destroy();
  }

  private async sendRequest(bodies: readonly string[], signal: AbortSignal | undefined): Promise<SendOutcome[]> {
    let timeout: AbortSignal | undefined;
    try {
      const { SendMessageBatchCommand } = await import('@aws-sdk/client-sqs');
      const client = await this.connect();
      const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
      const command = new SendMessageBatchCommand({ QueueUrl: this.options.queueUrl, Entries });
      timeout = AbortSignal.timeout(this.options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS);
      const abortSignal = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      const answer = await client.send(command, { abortSignal });
      return matchBatchOutcomes(bodies.length, answer);
    } catch (error) {
      // Nothing of a request that failed as a whole was refused for good: not even missing permissions or a missing
      // queue, which somebody can put right while the events wait.
      const reason = describeFailure(timeout?.aborted === true ? timeout.reason : error);
      return bodies.map(() => ({ outcome: 'retry', reason }));
    }
  }

  private connect(): Promise<SQSClient> {
    this.client ??= this.createClient();
    return this.client;
  }

  private async createClient(): Promise<SQSClient> {
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    const { queueUrl, region = findRegion(queueUrl), endpoint } = this.options;
    const client = new QuietClient(this.options.connectionTimeoutMs ?? CONNECTION_TIMEOUT_MS);
    return new SQSClient({
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      // Otherwise a configured endpoint is ignored in favour of the host in the queue's URL.
      useQueueUrlAsEndpoint: false,
      retryMode: 'standard',
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: new QuietHandler(client),
    });
  }
}

/** `eu-west-1` of `https://sqs.eu-west-1.amazonaws.com/…`. */
function findRegion(queueUrl: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\//.exec(queueUrl)?.[1];
}

function groupIntoRequests(bodies: readonly string[]): string[][] {
  const groups: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const group = groups.at(-1);
    // Bodies are ASCII: characters are bytes.
    if (group === undefined || group.length === MAX_ENTRIES || bytes + body.length > MAX_REQUEST_BYTES) {
      groups.push([body]);
      bytes = body.length;
    } else {
      group.push(body);
      bytes += body.length;
    }
  }
  return groups;
}
