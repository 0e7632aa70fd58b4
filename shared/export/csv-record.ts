/** One event as one record of CSV. The order of columns is part of the interface: new ones come last. */
import type { AuditEvent } from '../event/event.js';

type Column = readonly [name: string, read: (event: AuditEvent) => unknown];

const field = (name: keyof AuditEvent): Column => [name, (event) => event[name]];

const COLUMNS: readonly Column[] = [
  field('event_id'),
  field('timestamp'),
  field('duration_ms'),
  field('event_type'),
  field('action'),
  field('status'),
  field('user_id'),
  field('on_behalf_of'),
  field('source_ip'),
  field('user_agent'),
  field('resource_id'),
  field('resource_type'),
  field('related'),
  field('correlation_id'),
  field('operation_id'),
  field('caused_by'),
  ['error_code', (event) => event.error?.code],
  ['error_message', (event) => event.error?.message],
  field('details'),
  field('redactions'),
  field('truncated'),
  field('details_sha256'),
  field('producer_id'),
  field('seq'),
  field('external_id'),
  field('schema_version'),
];

export const CSV_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** Absent fields are empty cells; objects and lists are JSON. */
export const toCsvRecord = (event: AuditEvent): string[] => COLUMNS.map(([, read]) => toCell(read(event)));

function toCell(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
