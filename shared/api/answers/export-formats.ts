/** The table of export formats: one row a format. `shared/export/export-format.ts` says how each is written. */

export interface ExportFormatRow {
  /** With its parameters, as answers have it. */
  readonly contentType: string;
}

export const EXPORT_FORMATS = {
  /** One event a line: what is asked for when nothing is. */
  ndjson: { contentType: 'application/x-ndjson' },
  json: { contentType: 'application/json' },
  csv: { contentType: 'text/csv; charset=utf-8; header=present' },
} as const satisfies Record<string, ExportFormatRow>;

export type ExportFormat = keyof typeof EXPORT_FORMATS;

export const DEFAULT_EXPORT_FORMAT: ExportFormat = 'ndjson';
