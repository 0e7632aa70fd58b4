/** The whole of it in one process: queue, source mapping, ingest, table and API, all on the loopback. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS, type FunctionRow } from '../functions/functions.js';
import { lockFolder } from '../shared/client/folder-lock/folder-lock.js';
import { saveDeadLetters } from './dead-letter-file.js';
import { startEmbeddedQueue } from './embedded-queue.js';
import { startEmbeddedTable } from './embedded-table.js';
import { startExpirySweep } from './expiry-sweep.js';
import { type PortChoice, startHttpServer } from './http-server.js';
import { createLocalFunctions, type LocalFunctions } from './local-functions.js';
import { type Schedule, startSchedules } from './schedules.js';
import { buildSenderEnvironment, type SenderEnvironment, writeSenderEnvironment } from './sender-env.js';
import { type MappingSettings, startSourceMapping } from './source-mapping.js';
import { loadLocalTrailKey } from './trail-key-file.js';

export interface LocalRuntimeOptions extends PortChoice {
  /** Made when it is not there; one process at a time. */
  readonly dataDir: string;
  /** Days that an event is kept, from its arrival. */
  readonly retentionDays?: number | undefined;
  /** Told of errors of the ingest and of requests; must not throw. */
  readonly reportError?: ((error: unknown) => void) | undefined;
}

export interface StopReport {
  /** Messages that were still in the queue when its time was up: they are lost with this process. */
  readonly undelivered: number;
  /** Messages that the ingest gave up on, now in `dead-letters.ndjson` of the data folder. */
  readonly deadLetters: number;
}

export interface LocalRuntime {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly queueUrl: string;
  /** Of the embedded S3, which is also the queue's. In memory. */
  readonly s3Endpoint: string;
  readonly senderEnvironment: SenderEnvironment;
  /**
   * Refuses new messages, stores every one that the queue acknowledged, and ends all of it. Takes at most about
   * STOP_DEADLINE_MS; calling it again gives the same promise.
   */
  stop(): Promise<StopReport>;
}

export const STOP_DEADLINE_MS = 15_000;
const DRAIN_DEADLINE_MS = 10_000;
const REQUEST_DEADLINE_MS = 2_000;
const RETENTION_DAYS = 90;
const SWEEP_INTERVAL_MS = 3_600_000;
const MAX_RECEIVE_COUNT = 1_000;
const MAPPING: MappingSettings = {
  batchSize: 100,
  // Nothing is collected: an event is visible as soon as it can be.
  windowMs: 0,
  functionTimeoutMs: 10_000,
  visibilityTimeoutMs: 60_000,
};

/**
 * Resolves when the API answers.
 * @throws FolderInUseError, PortTakenError
 */
export async function startLocal(options: LocalRuntimeOptions): Promise<LocalRuntime> {
  const { dataDir, retentionDays = RETENTION_DAYS, reportError = () => {} } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // The mode above is for a folder that is made here; one that was there may have been open to everybody.
  chmodSync(dataDir, 0o700);
  // In the order of their start. They end in reverse, also when a later one does not start.
  const started: (() => unknown)[] = [];
  const end = async () => {
    for (const step of started.splice(0).reverse()) await Promise.resolve(step()).catch(reportError);
  };
  try {
    const lock = lockFolder(dataDir);
    started.push(() => lock.release());
    const trailKey = loadLocalTrailKey(dataDir);
    const table = await startEmbeddedTable(join(dataDir, 'table'));
    started.push(() => table.stop());
    const queue = await startEmbeddedQueue({
      visibilityTimeoutMs: MAPPING.visibilityTimeoutMs,
      maxReceiveCount: MAX_RECEIVE_COUNT,
    });
    started.push(() => queue.stop());
    const common = { table, queue, trailKey, retentionDays, reportError };
    const functions = createLocalFunctions(common);
    started.push(() => functions.close());
    const server = await startHttpServer(functions.fetch, options);
    started.push(() => server.stop(REQUEST_DEADLINE_MS));
    const schedules = startSchedules(listSchedules(functions.schedule), reportError);
    started.push(() => schedules.stop());
    const sweep = startExpirySweep({ ...table, clock: Date.now, intervalMs: SWEEP_INTERVAL_MS, reportError });
    started.push(() => sweep.stop());
    const senderEnvironment = buildSenderEnvironment({
      url: server.url,
      queueUrl: queue.queueUrl,
      queueEndpoint: queue.endpoint,
    });
    writeSenderEnvironment(dataDir, senderEnvironment);
    const mapping = startSourceMapping({
      client: queue.client,
      queueUrl: queue.queueUrl,
      queueArn: queue.queueArn,
      settings: MAPPING,
      handler: functions.queue.ingest,
      reportError,
    });

    const stop = async (): Promise<StopReport> => {
      await functions.close();
      queue.refuseSenders();
      // Questions are answered while the queue is drained.
      const undelivered = await mapping.stop(DRAIN_DEADLINE_MS);
      const deadLetters = await saveDeadLetters(queue, dataDir);
      await end();
      return { undelivered, deadLetters };
    };
    let stopping: Promise<StopReport> | undefined;
    return {
      url: server.url,
      queueUrl: queue.queueUrl,
      s3Endpoint: queue.endpoint,
      senderEnvironment,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

const MINUTE_MS = 60_000;

function listSchedules(functions: LocalFunctions['schedule']): Schedule[] {
  return Object.entries<() => Promise<void>>(functions).flatMap(([name, run]) => {
    const row: FunctionRow | undefined = Object.entries(FUNCTIONS).find(([each]) => each === name)?.[1];
    return row?.trigger.kind === 'schedule' ? [{ everyMs: row.trigger.everyMinutes * MINUTE_MS, run }] : [];
  });
}
