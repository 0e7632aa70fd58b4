/** One batch of messages: events → manifests → acknowledgement, in this order and no other. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deriveKey } from '../../shared/config/trail-key.js';
import type { EpochSource } from '../../shared/store/cached-epochs.js';
import type { EventWriter } from '../../shared/store/event-writer.js';
import type { ManifestWriter } from '../../shared/store/manifest-writer.js';
import type { MessageProgress } from '../../shared/store/message-progress.js';
import type { QuarantineWriter } from '../../shared/store/quarantine-writer.js';
import { type SenderDirectory, UNKNOWN_SENDER } from '../../shared/store/sender-directory.js';
import { attemptWithin } from './attempt-within.js';
import { findProgress, keepProgress } from './continue-messages.js';
import { MessageWork } from './message-work.js';
import { numberSenders } from './number-senders.js';
import { packManifests } from './pack-manifests.js';
import { planWrites } from './plan-writes.js';
import { ProducerWatch } from './producer-watch.js';
import { replaceRefused } from './replace-refused.js';
import { TimeBudget } from './time-budget.js';
import { writeManifests } from './write-manifests.js';
import { runWritePool } from './write-pool.js';

export interface IngestStore {
  readonly events: EventWriter;
  readonly quarantine: QuarantineWriter;
  readonly manifests: ManifestWriter;
  /** How far messages are that one delivery does not finish. */
  readonly progress: MessageProgress;
  readonly epochs: EpochSource;
  readonly senders: SenderDirectory;
}

export interface IngestDependencies {
  /** Loading it may fail: that hands the batch back. */
  readonly trailKey: Uint8Array | (() => Promise<Uint8Array>);
  readonly store: IngestStore;
  readonly retentionDays: number;
  /** Lives as long as the process. */
  readonly producers?: ProducerWatch | undefined;
  /** Until the runtime ends this invocation. */
  readonly remainingTimeMs: () => number;
  readonly clock?: (() => number) | undefined;
  /** 0 to 1, for the jitter of retries. */
  readonly random?: (() => number) | undefined;
  /** Told once about every batch; what it throws is ignored. */
  readonly observe?: ((report: IngestReport) => void) | undefined;
}

export interface IngestReport {
  messages: number;
  /** Messages handed back, to be delivered again. */
  returned: number;
  /** Of these, messages of which this delivery stored a part; the next one goes on behind it. */
  continued: number;
  /** Events of acknowledged messages, and of the parts that were stored. */
  stored: number;
  /** Lines of acknowledged messages that repeat a line of the same message. */
  repeated: number;
  /** Quarantine items of acknowledged messages. */
  quarantined: number;
  /** Messages whose producer another sender has claimed before. */
  conflicts: number;
  manifests: number;
  /** Items that were tried more than once. */
  retried: number;
  /** The last failure of the store; absent when there was none. */
  error?: unknown;
}

const SECONDS_PER_DAY = 86_400;

/**
 * Resolves with the messages to deliver again. A message that is not among them is in the table with all its lines, as
 * events or in quarantine, and in a manifest. Never rejects: whatever goes wrong is a message handed back.
 */
export async function ingestBatch(event: SQSEvent, dependencies: IngestDependencies): Promise<SQSBatchResponse> {
  const records = Array.isArray(event?.Records) ? event.Records : [];
  let report: IngestReport = { ...EMPTY_REPORT, messages: records.length, returned: records.length };
  let failed: readonly SQSRecord[] = records;
  try {
    ({ failed, report } = await storeBatch(records, dependencies));
  } catch (error) {
    report.error = error;
  }
  try {
    dependencies.observe?.(report);
  } catch {
    // What cannot be counted is stored all the same.
  }
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}

const EMPTY_REPORT: IngestReport = {
  messages: 0,
  returned: 0,
  continued: 0,
  stored: 0,
  repeated: 0,
  quarantined: 0,
  conflicts: 0,
  manifests: 0,
  retried: 0,
};

async function storeBatch(
  records: readonly SQSRecord[],
  {
    trailKey,
    store,
    retentionDays,
    producers = new ProducerWatch(),
    remainingTimeMs,
    clock = Date.now,
    random = Math.random,
  }: IngestDependencies,
): Promise<{ failed: SQSRecord[]; report: IngestReport }> {
  const budget = new TimeBudget(remainingTimeMs);
  const nowMs = clock();
  const key = typeof trailKey === 'function' ? await attemptWithin(budget.writingMs, trailKey) : trailKey;
  const epochs = await attemptWithin(budget.writingMs, () => store.epochs.getEpochs());
  const messages = records.map((record) => ({
    record,
    body: record.body,
    delivery: readMs(record.attributes?.ApproximateReceiveCount) ?? 1,
    work: describeMessage(record, retentionDays, nowMs),
  }));
  const context = { trailKey: key, ownKey: deriveKey(key, 'own'), epochs, nowMs };
  const senders = await attemptWithin(budget.writingMs, (signal) =>
    numberSenders(messages, context, store.senders, signal),
  );

  const begun = await findProgress(messages, store.progress, budget);
  const writes = await runWritePool(planWrites(begun, { ...context, senders }), {
    events: store.events,
    quarantine: store.quarantine,
    leftMs: () => budget.writingMs,
    random,
  });

  const replaced = await replaceRefused(
    begun.map(({ work }) => work),
    { ...store, ownKey: context.ownKey, leftMs: () => budget.writingMs, random },
  );

  const stored = messages.filter(({ work }) => work.isStored).map(({ work }) => work);
  const manifests = await writeManifests(packManifests(stored), {
    manifests: store.manifests,
    epochs,
    clock,
    leftMs: () => budget.manifestMs,
    random,
  });

  const listed = stored.filter((work) => !manifests.unlisted.has(work));
  const continued = listed.filter((work) => work.isContinued);
  const progressError = await keepProgress(continued, store.progress, budget);
  const acknowledged = new Set(listed.filter((work) => !work.isContinued));
  const failed = messages.filter(({ work }) => !acknowledged.has(work)).map(({ record }) => record);
  const sum = (count: (work: MessageWork) => number) => listed.reduce((total, each) => total + count(each), 0);
  const report: IngestReport = {
    messages: records.length,
    returned: failed.length,
    continued: continued.length,
    stored: sum((work) => work.listed.length),
    repeated: sum((work) => work.repeated),
    quarantined: sum((work) => work.quarantined),
    conflicts: listed.filter((work) => isConflict(work, producers)).length,
    manifests: manifests.written,
    retried: writes.retried,
  };
  const error = manifests.lastError ?? replaced.lastError ?? writes.lastError ?? progressError;
  if (error !== undefined) report.error = error;
  return { failed, report };
}

function isConflict({ header, origin }: MessageWork, producers: ProducerWatch): boolean {
  return header !== undefined && producers.isConflict(header.producer_id, origin.senderId, header.nonce);
}

/** Longer than any that SQS gives, and short enough for a key. */
const MAX_SENDER_LENGTH = 256;

function describeMessage(record: SQSRecord, retentionDays: number, nowMs: number): MessageWork {
  const { messageId, attributes } = record;
  const receivedAtMs = readMs(attributes?.ApproximateFirstReceiveTimestamp) ?? nowMs;
  const sentAtMs = readMs(attributes?.SentTimestamp) ?? receivedAtMs;
  const senderId = attributes?.SenderId?.slice(0, MAX_SENDER_LENGTH).toWellFormed() || UNKNOWN_SENDER;
  const origin = { messageId, senderId, sentAtMs, receivedAtMs };
  return new MessageWork(origin, Math.floor(sentAtMs / 1_000) + retentionDays * SECONDS_PER_DAY);
}

function readMs(text: string | undefined): number | undefined {
  const ms = Number(text);
  return text !== undefined && text !== '' && Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
}
