/** Five managers at work, and what the trail says about it. */
import { resolve } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AuditLogger } from '../../shared/client/index.js';
import { delay } from '../deadline.js';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../sender-env.js';
import type { LocalRuntime } from '../start-local.js';
import { listFiles } from './list-files.js';
import { BUCKET, playScenario, S3_BUCKET } from './scenario.js';
import { formatTimeline, type TimelineEvent } from './timeline.js';
import { closeWorkshop, openWorkshop } from './workshop.js';

export interface DemoOptions {
  readonly runtime: LocalRuntime;
  readonly dataDir: string;
  /** The folder whose files are stored. */
  readonly dir: string;
  /** Ends the demonstration before its next step. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

const FILE_LIMITS = { maxFiles: 24, maxFileBytes: 65_536, maxEntries: 20_000 };
const VISIBLE_DEADLINE_MS = 10_000;
const POLL_MS = 50;
/** A bucket's whole story has more: the beginning of work on each logged operation, and the journal's own steps. */
const SIX_LINES = 'not_action=start&not_event_type=journal_operation';

interface Statistics {
  readonly total: number;
  readonly by_status: Readonly<Record<string, number>>;
}

/** Resolves when the story is in the trail and printed. The process environment holds what `sender.env` does. */
export async function runDemo({ runtime, dataDir, dir, signal, print }: DemoOptions): Promise<void> {
  const { TRAILKEEPER_QUEUE_URL, AWS_ENDPOINT_URL_SQS, TRAILKEEPER_URL } = runtime.senderEnvironment;
  const from = new Date().toISOString();
  const audit = new AuditLogger({
    storage: { type: 'database', queue_url: TRAILKEEPER_QUEUE_URL, endpoint: AWS_ENDPOINT_URL_SQS },
    flush_interval_seconds: 1,
  });
  await createS3Bucket(runtime.s3Endpoint);
  const files = listFiles(dir, [dataDir], FILE_LIMITS);
  const workshop = openWorkshop(dataDir, audit);
  try {
    await playScenario({ workshop, s3Endpoint: runtime.s3Endpoint, files, signal });
  } finally {
    await closeWorkshop(workshop);
    await audit.close();
  }
  if (signal.aborted) return;

  const { total, by_status } = await waitForStatistics(TRAILKEEPER_URL, from, audit.counters().sent);
  const timeline = `${TRAILKEEPER_URL}/v1/timeline?resource_id=${BUCKET}`;
  const { events } = await getJson<{ events: TimelineEvent[] }>(`${timeline}&from=${from}&${SIX_LINES}`);
  const lines = [
    `alice and bob stored ${files.length} files of ${resolve(dir)}: ${total} events, ${by_status.failure ?? 0} of them failures`,
    '',
    ...formatTimeline(BUCKET, events),
    '',
    'Ask it yourself, for instance what bob did, what went wrong, and the whole story of the bucket:',
    '',
    `  curl '${TRAILKEEPER_URL}/v1/events?user_id=bob&limit=5'`,
    `  curl '${TRAILKEEPER_URL}/v1/events?status=failure&limit=5'`,
    `  curl '${timeline}'`,
    '',
  ];
  for (const line of lines) print(line);
}

async function createS3Bucket(endpoint: string): Promise<void> {
  const settings = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint, forcePathStyle: true };
  const client = new S3Client(settings);
  await client.send(new CreateBucketCommand({ Bucket: S3_BUCKET }));
  client.destroy();
}

/** Waits until as many events are visible as the queue acknowledged. */
async function waitForStatistics(url: string, from: string, expected: number): Promise<Statistics> {
  const endsAt = Date.now() + VISIBLE_DEADLINE_MS;
  for (;;) {
    const statistics = await getJson<Statistics>(`${url}/v1/statistics?from=${from}`);
    if (statistics.total >= expected || Date.now() >= endsAt) return statistics;
    await delay(POLL_MS);
  }
}

async function getJson<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}
