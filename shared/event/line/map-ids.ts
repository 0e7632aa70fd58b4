/** Every id and text of an event that stands outside content of any shape. */
import type { EventLine } from '../event.js';
import { FIELDS, type FieldsOf, listFields } from '../fields/fields.js';
import { MAX_CHANGE_FIELD_BYTES, MAX_ID_BYTES, MAX_TYPE_BYTES } from '../values/limits.js';

/**
 * Gives the text that stands there instead. `bytes` is the limit of an id, infinite for a text; `at` and `part` tell
 * where in `field` it stands.
 */
type Change = (text: string, bytes: number, field: string, at?: number, part?: string) => string;

const ID_FIELDS = listFields<FieldsOf<'id' | 'name'>>(({ form }) => form === 'id' || form === 'name');
const TEXT_FIELDS = listFields<FieldsOf<'text'>>(({ form }) => form === 'text');
const RELATED_FIELDS = listFields<FieldsOf<'related'>>(({ form }) => form === 'related');
const ERROR_FIELDS = listFields<FieldsOf<'error'>>(({ form }) => form === 'error');
const CHANGES_FIELDS = listFields<FieldsOf<'changes'>>(({ form }) => form === 'changes');

/** Changes `event`; lists and objects in it are replaced, not changed. */
export function mapIds(event: EventLine, change: Change): void {
  for (const field of ID_FIELDS) {
    const text = event[field];
    if (text !== undefined) event[field] = change(text, FIELDS[field].limit, field);
  }
  for (const field of TEXT_FIELDS) {
    const text = event[field];
    if (text !== undefined) event[field] = change(text, Number.POSITIVE_INFINITY, field);
  }
  for (const field of RELATED_FIELDS) {
    if (event[field] === undefined) continue;
    event[field] = event[field].map(({ resource_id, role }, at) => ({
      resource_id: change(resource_id, MAX_ID_BYTES, field, at, 'resource_id'),
      role: change(role, MAX_TYPE_BYTES, field, at, 'role'),
    }));
  }
  for (const field of ERROR_FIELDS) {
    const error = event[field];
    if (error === undefined) continue;
    event[field] = {
      code: change(error.code, MAX_TYPE_BYTES, field, undefined, 'code'),
      message: change(error.message, Number.POSITIVE_INFINITY, field, undefined, 'message'),
    };
  }
  for (const field of CHANGES_FIELDS) {
    if (event[field] === undefined) continue;
    event[field] = event[field].map((entry, at) => ({
      ...entry,
      field: change(entry.field, MAX_CHANGE_FIELD_BYTES, field, at, 'field'),
    }));
  }
}

/** `related[2].role` */
export function formatIdPath(field: string, at: number | undefined, part: string | undefined): string {
  return `${field}${at === undefined ? '' : `[${at}]`}${part === undefined ? '' : `.${part}`}`;
}
