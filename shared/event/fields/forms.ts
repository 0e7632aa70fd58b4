/** What rows of one form have in common. */
import { MAX_ID_BYTES, MAX_TEXT_LENGTH, MAX_TYPE_BYTES } from '../values/limits.js';

const common = { beyond: 'refused', redaction: 'none', summary: false } as const;

/**
 * Of a person, a resource, a request: any text, short enough for a key of the table. A longer one keeps its beginning and
 * a hash of the whole; the whole stands in `cut` while the line has room.
 */
export const id = { ...common, form: 'id', limit: MAX_ID_BYTES, beyond: 'cut', redaction: 'text' } as const;
/** Queries take comma lists of names, so one holds no comma. */
export const name = { ...common, form: 'name', limit: MAX_TYPE_BYTES, beyond: 'cut', redaction: 'text' } as const;
/** Text for a person; a longer one loses its end. */
export const text = { ...common, form: 'text', limit: MAX_TEXT_LENGTH, beyond: 'cut', redaction: 'text' } as const;
export const operation = { ...common, form: 'operation' } as const;
export const fixed = common;
