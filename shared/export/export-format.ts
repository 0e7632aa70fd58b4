/** What an export looks like, format by format. */
import { stringify } from 'csv-stringify/sync';
import type { ExportFormat } from '../api/routes/inputs.js';
import { composeAnswer, describeLost, parseEvent } from '../query/answers/trail-event.js';
import { hasLine, type TrailRow } from '../query/plan/trail-row.js';
import { CSV_COLUMNS, toCsvRecord } from './csv-record.js';

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
  contentType: 'application/x-ndjson',
  head: '',
  write: (events) => events.map((event) => `${composeAnswer(event).text}\n`).join(''),
  tail: '',
  // Not an event, and not followed by a line end: a reader that checks either of both sees it.
  broken: JSON.stringify({ export_failed: BROKEN }),
};

const json: ExportWriter = {
  contentType: 'application/json',
  head: '[',
  write: (events, isFirst) => `${isFirst ? '' : ','}\n${events.map((event) => composeAnswer(event).text).join(',\n')}`,
  tail: '\n]\n',
  // The list stays open.
  broken: `\n${JSON.stringify({ export_failed: BROKEN })}`,
};

const csv: ExportWriter = {
  contentType: 'text/csv; charset=utf-8; header=present',
  head: writeCsv([CSV_COLUMNS]),
  write: (events) =>
    writeCsv(events.map((row) => (hasLine(row) ? toCsvRecord(parseEvent(row)) : toCsvRecord(describeLost(row))))),
  tail: '',
  // One cell where every row has all of them.
  broken: writeCsv([[BROKEN]]),
};

export const EXPORT_WRITERS: Readonly<Record<ExportFormat, ExportWriter>> = { ndjson, json, csv };

/**
 * RFC 4180. Cells that a spreadsheet would run as a formula (that begin with `=`, `+`, `-`, `@`, tab or carriage
 * return) get a `'` in front; the formats of JSON have the exact values.
 */
function writeCsv(records: readonly (readonly string[])[]): string {
  return stringify(
    records.map((record) => [...record]),
    // The library quotes cells that hold the whole record delimiter, but a lone CR or LF breaks a record as well.
    { record_delimiter: '\r\n', escape_formulas: true, quoted_match: /[\r\n]/ },
  );
}
