/** What an export looks like, format by format. */
import { stringify } from 'csv-stringify/sync';
import { guardCell } from '../api/answers/csv-cell.js';
import { EXPORT_FORMATS, type ExportFormat } from '../api/answers/export-formats.js';
import type { ExportTarget } from '../api/routes/inputs.js';
import { composeAnswer, describeLost, parseEvent } from '../query/answers/trail-event.js';
import { hasLine, type TrailRow } from '../query/plan/trail-row.js';
import { CSV_COLUMNS, toCsvRecord } from './csv-record.js';
import { EXCEL_COLUMNS, toExcelRecord } from './excel-record.js';

export interface ExportWriter {
  readonly contentType: string;
  readonly head: string;
  /** A part of the body; `isFirst` until one was written. */
  write(events: readonly TrailRow[], isFirst: boolean): string;
  readonly tail: string;
  /** Instead of `tail` when the export breaks off: no reader of the format takes the whole for a good one. */
  readonly broken: string;
}

const BROKEN = 'the export broke off and is not complete';

const ndjson: ExportWriter = {
  contentType: EXPORT_FORMATS.ndjson.contentType,
  head: '',
  write: (events) => events.map((event) => `${composeAnswer(event).text}\n`).join(''),
  tail: '',
  // Not an event, and not followed by a line end: a reader that checks either of both sees it.
  broken: JSON.stringify({ export_failed: BROKEN }),
};

const json: ExportWriter = {
  contentType: EXPORT_FORMATS.json.contentType,
  head: '[',
  write: (events, isFirst) => `${isFirst ? '' : ','}\n${events.map((event) => composeAnswer(event).text).join(',\n')}`,
  tail: '\n]\n',
  // The list stays open.
  broken: `\n${JSON.stringify({ export_failed: BROKEN })}`,
};

/** Cells as the event has them, not guarded. */
const toCells = (row: TrailRow): string[] => toCsvRecord(hasLine(row) ? parseEvent(row) : describeLost(row));

const csv: ExportWriter = {
  contentType: EXPORT_FORMATS.csv.contentType,
  head: writeCsv([CSV_COLUMNS]),
  write: (events) => writeCsv(events.map((row) => toCells(row).map(guardCell))),
  tail: '',
  // One cell where every row has all of them.
  broken: writeCsv([[BROKEN]]),
};

/** Without it Excel reads UTF-8 as the machine's own character set. */
const BYTE_ORDER_MARK = '\uFEFF';

const excel: ExportWriter = {
  ...csv,
  head: `${BYTE_ORDER_MARK}${writeCsv([EXCEL_COLUMNS])}`,
  write: (events) => writeCsv(events.map((row) => toExcelRecord(toCells(row)))),
};

/** By format, and by the program that reads it where that wants CSV of its own. */
export const EXPORT_WRITERS: Readonly<Record<ExportFormat | ExportTarget, ExportWriter>> = { ndjson, json, csv, excel };

/** RFC 4180. */
function writeCsv(records: readonly (readonly string[])[]): string {
  return stringify(
    records.map((record) => [...record]),
    // The library quotes cells that hold the whole record delimiter, but a lone CR or LF breaks a record as well.
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  );
}
