/** The export function: all events that match, as an attachment. */
import type { Context, Hono } from 'hono';
import { ProblemError } from '../../shared/api/answers/problem.js';
import { createRouter, mountRoutes, type RouterDependencies } from '../../shared/api/http/router.js';
import type { EventLogger } from '../../shared/client/event/event-logger.js';
import { formatTimestamp } from '../../shared/event/values/timestamp.js';
import { type ExportProgress, streamExport } from '../../shared/export/export-chunks.js';
import { EXPORT_WRITERS } from '../../shared/export/export-format.js';
import { createExportRecord, type ExportCaller, type ExportRecord } from '../../shared/export/export-record.js';
import { TrailReader, type TrailReaderDependencies } from '../../shared/query/answers/trail-reader.js';
import { readFilter } from '../../shared/query/plan/event-filter.js';
import { wholeRange } from '../../shared/query/plan/read-range.js';
import { collectBody, type ExportWatcher, streamBody } from './export-body.js';

export interface ExportDependencies extends RouterDependencies, TrailReaderDependencies {
  /** Where answers are not streamed: a larger export is refused with 413. Streamed without it. */
  readonly maxBufferedBytes?: number | undefined;
  /** Told of every export, before it begins and when it ends. */
  readonly recorder?: Pick<EventLogger, 'logEvent'> | undefined;
  readonly findCaller?: ((context: Context) => ExportCaller) | undefined;
}

export function createExportApp(dependencies: ExportDependencies): Hono {
  const { clock, maxBufferedBytes, recorder, findCaller, reportError } = dependencies;
  const reader = new TrailReader(dependencies);
  const app = createRouter(dependencies);

  mountRoutes<'export'>(app, {
    async exportEvents(input, context) {
      const { format, from, to } = input;
      const nowMs = clock();
      const filter = readFilter(input);
      const writer = EXPORT_WRITERS[input.for ?? format];
      const progress: ExportProgress = { count: 0 };
      const record = createExportRecord({
        recorder,
        caller: findCaller?.(context) ?? {},
        format,
        filter,
        timeline: input.timeline,
        range: {
          from: from === undefined ? null : formatTimestamp(from),
          to: to === undefined ? null : formatTimestamp(to),
        },
      });
      const headers = {
        'Content-Type': writer.contentType,
        'Content-Disposition': `attachment; filename="trailkeeper-${fileTime(nowMs)}.${format}"`,
        'Cache-Control': 'no-store',
      };
      // Nobody would read the body, nor end it.
      if (context.req.method === 'HEAD') return context.body(null, 200, headers);
      const report = (error: unknown) => reportError(error, { method: context.req.method, path: context.req.path });
      await beginRecorded(record, report);
      const pieces = streamExport(
        reader,
        { filter, timeline: input.timeline, range: wholeRange(input), writer },
        progress,
      );
      const watcher = watchEnd(record, progress, report);
      const body =
        maxBufferedBytes === undefined
          ? streamBody(pieces, watcher)
          : await collectBody(pieces, maxBufferedBytes, watcher);
      if (body === undefined) {
        throw new ProblemError('too-large', `the export has more than ${maxBufferedBytes} bytes: narrow from and to`, {
          errors: [{ field: 'from', expected: 'a range with fewer events', got: 'more than fits into one answer' }],
        });
      }
      return context.body(body, 200, headers);
    },
  });
  return app;
}

/** Nothing leaves the trail unrecorded: an export that cannot be recorded is not begun. */
async function beginRecorded(record: ExportRecord, report: (error: unknown) => void): Promise<void> {
  try {
    await record.begin();
  } catch (error) {
    report(error);
    throw new ProblemError('unavailable', 'the export cannot be recorded in the trail now, so it was not begun', {
      headers: { 'Retry-After': '5' },
    });
  }
}

/** The end of an export is recorded as well as can be: its body was sent, whatever becomes of the record. */
function watchEnd(record: ExportRecord, progress: ExportProgress, report: (error: unknown) => void): ExportWatcher {
  const end = (status: 'success' | 'failure' | 'partial') => record.end(status, progress).catch(report);
  return {
    done: () => end('success'),
    failed: (error) => {
      report(error);
      return end('failure');
    },
    abandoned: () => end('partial'),
  };
}

/** `20260131T093000Z`: no character that a file system refuses. */
const fileTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
