/** An export is an operation on the trail, and the trail tells of it: who took what out, and whether all of it. */
import { randomBytes } from 'node:crypto';
import type { ExportFormat } from '../api/parameters.js';
import type { EventLogger } from '../client/event-logger.js';
import { AUDIT_EVENT_TYPE } from '../event/catalogue.js';
import type { EventFilter } from '../query/event-filter.js';
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
  readonly range: { readonly from: string | null; readonly to: string };
}

export interface ExportRecord {
  /** Resolves when the receipt of the intent did: before the first byte, so that no export goes unrecorded. */
  begin(): Promise<void>;
  /** `partial`: the caller went away before the end. */
  end(status: 'success' | 'failure' | 'partial', progress: ExportProgress): Promise<void>;
}

export function createExportRecord(options: ExportRecordOptions): ExportRecord {
  const { recorder, caller, format, filter, range } = options;
  const operation_id = randomBytes(8).toString('hex');
  const startedAt = performance.now();
  const base = { event_type: AUDIT_EVENT_TYPE, action: 'export', operation_id, ...caller };
  const details = { format, filter: { ...filter, ...range } };
  return {
    async begin() {
      await recorder?.logEvent({ ...base, status: 'attempted', details });
    },
    async end(status, { count }) {
      const duration_ms = Math.round(performance.now() - startedAt);
      await recorder?.logEvent({ ...base, status, duration_ms, details: { ...details, count } });
    },
  };
}
