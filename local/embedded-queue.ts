/** SQS and S3 in this process, in memory: what is in the queue must be drained before the process ends. */
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { findRefusal } from './loopback-guard.js';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './sender-env.js';

export interface EmbeddedQueue {
  /** For SQS and S3 alike. */
  readonly endpoint: string;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly deadLetterUrl: string;
  /** From now on a sender is told to try again later; what was acknowledged before stays. */
  refuseSenders(): void;
  stop(): Promise<void>;
}

export interface QueueSettings {
  readonly visibilityTimeoutMs: number;
  /** Deliveries after which a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

const QUEUE_NAME = 'trailkeeper';
const DEAD_LETTER_NAME = 'trailkeeper-dead-letters';

export async function startEmbeddedQueue(settings: QueueSettings): Promise<EmbeddedQueue> {
  const app = buildApp({ logger: false, defaultRegion: LOCAL_REGION });
  let takesMessages = true;
  // Names of queues as this server made them, by their path: see `toOwnUrl`.
  const ownUrls = new Map<string, string>();

  app.addHook('onRequest', async (request, reply) => {
    const refusal = findRefusal(request.headers);
    if (refusal !== undefined) return reply.code(403).type('text/plain').send(`${refusal}\n`);
    // SNS takes forms, which a page may send without asking; nothing here needs it.
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      return reply.code(403).type('text/plain').send('only SQS and S3 are served here\n');
    }
    if (!takesMessages && String(request.headers['x-amz-target']).startsWith('AmazonSQS.SendMessage')) {
      return reply
        .code(503)
        .type('application/x-amz-json-1.0')
        .send(JSON.stringify({ __type: 'com.amazonaws.sqs#ServiceUnavailable', message: 'the queue is closing' }));
    }
    return undefined;
  });
  app.addHook('preHandler', async (request) => {
    const { body } = request;
    if (typeof body === 'object' && body !== null && 'QueueUrl' in body && typeof body.QueueUrl === 'string') {
      body.QueueUrl = toOwnUrl(body.QueueUrl, ownUrls);
    }
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the local queue has no address');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const client = new SQSClient({
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    endpoint,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 3,
    retryMode: 'standard',
  });

  const create = async (name: string, attributes: Record<string, string>) => {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    const { pathname } = new URL(QueueUrl);
    ownUrls.set(pathname, QueueUrl);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return { url: `${endpoint}${pathname}`, arn: Attributes?.QueueArn ?? '' };
  };
  const deadLetters = await create(DEAD_LETTER_NAME, { MessageRetentionPeriod: String(14 * 86_400) });
  const queue = await create(QUEUE_NAME, {
    VisibilityTimeout: String(settings.visibilityTimeoutMs / 1_000),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: settings.maxReceiveCount,
    }),
  });
  return {
    endpoint,
    client,
    queueUrl: queue.url,
    queueArn: queue.arn,
    deadLetterUrl: deadLetters.url,
    refuseSenders() {
      takesMessages = false;
    },
    async stop() {
      client.destroy();
      await app.close();
    },
  };
}

/**
 * The embedded server finds a queue only by the very text of the URL it made, whose host (`sqs.<region>.localhost`)
 * does not resolve everywhere. SQS itself goes by the path, and so does this: a URL with the address of the endpoint
 * works for every client, whether it connects to the endpoint or to the URL.
 */
function toOwnUrl(queueUrl: string, ownUrls: ReadonlyMap<string, string>): string {
  if (!URL.canParse(queueUrl)) return queueUrl;
  return ownUrls.get(new URL(queueUrl).pathname) ?? queueUrl;
}
