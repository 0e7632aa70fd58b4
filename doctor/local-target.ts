/** The local runtime, from outside its process: by what `sender.env` tells every sender. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AuditTrail } from '../shared/trail/audit-trail.js';
import { checkApiHealth } from './checks/api-health.js';
import { checkClock } from './checks/clock.js';
import { checkDeadLetters } from './checks/dead-letters.js';
import { type Check, notChecked } from './checks/finding.js';
import { HttpServiceClock } from './checks/http-service-clock.js';
import { checkOldestMessage } from './checks/oldest-message.js';
import { checkQuarantine } from './checks/quarantine.js';
import { checkQueue } from './checks/queue.js';
import { findDeadLetterUrl, type QueueReader, SqsQueueReader } from './checks/queue-reader.js';
import { checkSavedDeadLetters } from './checks/saved-dead-letters.js';
import { ANSWER_TIMEOUT_MS, CLIENT_SETTINGS, type Target } from './target.js';

const IN_ANOTHER_PROCESS = 'the table belongs to the process of the runtime, and only its API can be asked';

export function openLocalTarget(dataDir: string, clock: () => number): Target {
  const path = join(dataDir, 'sender.env');
  const title = `the local runtime of ${dataDir}`;
  const environment = existsSync(path) ? readEnvironment(readFileSync(path, 'utf8')) : undefined;
  const url = environment?.get('TRAILKEEPER_URL');
  const queueUrl = environment?.get('TRAILKEEPER_QUEUE_URL');
  const endpoint = environment?.get('AWS_ENDPOINT_URL_SQS');
  if (url === undefined || queueUrl === undefined || endpoint === undefined) {
    const found = environment === undefined ? `there is no ${path}` : `${path} does not name API and queue`;
    return { title, checks: [checkNothing(found)], close: () => {} };
  }
  const trail = new AuditTrail({ url, timeoutMs: ANSWER_TIMEOUT_MS, maxAttempts: 2 });
  const sqs = new SQSClient({
    ...CLIENT_SETTINGS,
    endpoint,
    useQueueUrlAsEndpoint: false,
    region: environment?.get('AWS_REGION') ?? 'us-east-1',
    credentials: {
      accessKeyId: environment?.get('AWS_ACCESS_KEY_ID') ?? 'local',
      secretAccessKey: environment?.get('AWS_SECRET_ACCESS_KEY') ?? 'local',
    },
  });
  const queue = new SqsQueueReader(sqs, queueUrl);
  const checks: Check[] = [
    checkApiHealth(trail, clock),
    checkQueue(queue),
    checkOldestMessage(queue, undefined),
    checkDeadLetters(openDeadLetters(sqs, queueUrl)),
    checkSavedDeadLetters(join(dataDir, 'dead-letters.ndjson')),
    checkQuarantine(trail, clock),
    checkClock(new HttpServiceClock(`${url}/v1/health`, ANSWER_TIMEOUT_MS), clock),
    notChecked('table', IN_ANOTHER_PROCESS),
    notChecked('newest manifest', IN_ANOTHER_PROCESS),
    notChecked('permissions', 'the local runtime has none: it listens on this machine alone'),
  ];
  return { title, checks, close: () => sqs.destroy() };
}

/** Its queue has another name than the one senders know: the queue itself says which. */
const openDeadLetters = (sqs: SQSClient, queueUrl: string): QueueReader => ({
  async read() {
    const deadLetterUrl = await findDeadLetterUrl(sqs, queueUrl);
    if (deadLetterUrl === undefined) throw new Error('the queue has no dead-letter queue');
    return new SqsQueueReader(sqs, deadLetterUrl).read();
  },
});

const checkNothing = (found: string): Check => ({
  name: 'sender.env',
  run: async () => ({
    verdict: 'FAILED',
    found,
    remedy: 'start the runtime with `npm start`, name its folder with --data-dir, or a deployment with --stack',
  }),
});

/** `KEY=value` lines. */
function readEnvironment(text: string): Map<string, string> {
  const pairs = [...text.matchAll(/^([A-Z_0-9]+)=(.*)$/gm)];
  return new Map(pairs.map(([, name = '', value = '']) => [name, value]));
}
