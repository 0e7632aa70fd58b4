/** The ingest function over a store of the test's choice, and messages to feed it. */
import type { SQSBatchResponse } from 'aws-lambda';
import { type IngestDependencies, type IngestReport, ingestBatch } from '../../functions/ingest/ingest-batch.js';
import { writeEnvelope } from '../../shared/event/envelope/envelope.js';
import type { EventLine } from '../../shared/event/event.js';
import { serialiseLine } from '../../shared/event/line/line.js';
import type { StoreRoles } from './memory-store.js';
import { makeMixedEvents } from './mixed-events.js';
import { buildBatch, type TestMessage } from './sqs-event.js';

export const TRAIL_KEY = Buffer.alloc(32, 7);

export interface IngestRun {
  readonly returned: string[];
  readonly report: IngestReport | undefined;
}

export async function runIngest(
  store: StoreRoles,
  messages: readonly TestMessage[],
  options: Partial<IngestDependencies> & { timeoutMs?: number } = {},
): Promise<IngestRun> {
  const { timeoutMs = 30_000, ...overrides } = options;
  const endMs = Date.now() + timeoutMs;
  let report: IngestReport | undefined;
  const response = await ingestBatch(buildBatch(messages), {
    trailKey: TRAIL_KEY,
    store,
    retentionDays: 90,
    remainingTimeMs: () => endMs - Date.now(),
    // No jitter: retries follow at once.
    random: () => 0,
    observe: (each) => {
      report = each;
    },
    ...overrides,
  });
  return { returned: idsOf(response), report };
}

export const idsOf = (response: SQSBatchResponse): string[] =>
  response.batchItemFailures.map((failure) => failure.itemIdentifier);

/** An envelope of these events, as the client writes it. */
export function envelopeOf(events: readonly EventLine[]): string {
  const seqs = events.map((event) => event.seq ?? 0);
  return writeEnvelope({
    producer_id: events[0]?.producer_id ?? 'p-none',
    lines: events.map(serialiseLine),
    sequences: seqs.length === 0 ? [] : [[Math.min(...seqs), Math.max(...seqs)]],
    sampled_out: {},
  });
}

/** `messages` envelopes of `eventsEach` events; ids are `m0`, `m1`, … */
export function makeEnvelopes(messages: number, eventsEach: number, name = 'm'): TestMessage[] {
  const events = makeMixedEvents(messages * eventsEach);
  return Array.from({ length: messages }, (_, at) => ({
    id: `${name}${at}`,
    body: envelopeOf(events.slice(at * eventsEach, (at + 1) * eventsEach)),
  }));
}
