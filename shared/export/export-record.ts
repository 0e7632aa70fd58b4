/** An export is an operation on the trail, and the trail tells of it: who took what out, and whether all of it. */
import { randomBytes } from 'node:crypto';
import type { ExportFormat } from '../api/answers/export-formats.js';
import type { EventLogger } from '../client/event/event-logger.js';
import { AUDIT_EVENT_TYPE } from '../event/catalogue.js';
import type { EventFilter } from '../query/plan/event-filter.js';
import type { ExportProgress } from './export-chunks.js';

/** Who asked. */
export interface ExportCaller {
  readonly user_id?: string | undefined;
  readonly source_ip?: string | undefined;
  readonly user_agent?: string | undefined;
}

export interface ExportRecordOptions {
  readonly recorder: Pick<EventLogger, 'logEvent'> | undefined;
  readonly caller: ExportCaller;
  readonly format: ExportFormat;
  readonly filter: EventFilter;
  readonly timeline?: string | undefined;
  readonly range: { readonly from: string | null; readonly to: string | null };
}

export interface ExportRecord {
  /**
   * Resolves when the receipt of the intent did: before the first byte, so that no export goes unrecorded. Rejects when
   * it does not within `RECEIPT_TIMEOUT_MS`.
   */
  begin(): Promise<void>;
  /** `partial`: the caller went away before the end. */
  end(status: 'success' | 'failure' | 'partial', progress: ExportProgress): Promise<void>;
}

export const RECEIPT_TIMEOUT_MS = 10_000;

export function createExportRecord(options: ExportRecordOptions): ExportRecord {
  const { recorder, caller, format, filter, timeline, range } = options;
  const operation_id = randomBytes(8).toString('hex');
  const startedAt = performance.now();
  const base = { event_type: AUDIT_EVENT_TYPE, action: 'export', operation_id, ...caller };
  const details = { format, filter: { ...filter, ...(timeline === undefined ? {} : { timeline }), ...range } };
  return {
    async begin() {
      await settleWithin(RECEIPT_TIMEOUT_MS, recorder?.logEvent({ ...base, status: 'attempted', details }));
    },
    async end(status, { count }) {
      const duration_ms = Math.round(performance.now() - startedAt);
      const outcome = { ...base, status, duration_ms, details: { ...details, count } };
      await settleWithin(RECEIPT_TIMEOUT_MS, recorder?.logEvent(outcome));
    },
  };
}

/** A queue that does not answer must not hold a request for ever. */
async function settleWithin(timeoutMs: number, receipt: unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no receipt within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([receipt, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
