/** What a row of the table of fields says. Plain data: the client carries it. */

/** How the value is built, and so how it is checked, copied and written. */
export type FieldForm =
  | 'version'
  | 'time'
  | 'duration'
  | 'operation'
  | 'name'
  | 'id'
  | 'text'
  | 'status'
  | 'related'
  | 'error'
  | 'object'
  | 'redactions'
  | 'flag'
  | 'hash'
  | 'counter'
  | 'actor'
  | 'session'
  | 'tags'
  | 'changes'
  | 'cuts';

/**
 * How secrets are looked for: `text` in all of it, `error` in code and message, `related` in each entry, `tree` in names
 * and values down to the leaves, `tags` in each, `changes` in values beside the names of what changed, `cuts` in wholes;
 * `none` only for a form that no secret fits.
 */
export type RedactionClass = 'text' | 'error' | 'related' | 'tree' | 'tags' | 'changes' | 'cuts' | 'none';

/**
 * Who may give it: `sender` whoever records the event, `context` besides what surrounds the operation, `foreign` only
 * senders that write lines themselves, `trail` nobody else: what was done to the event on its way.
 */
export type FieldOrigin = 'sender' | 'context' | 'foreign' | 'trail';

/** What becomes of a value beyond its limit. */
export type BeyondLimit = 'refused' | 'cut' | 'fitted';

export interface FieldRow {
  readonly form: FieldForm;
  /** Whether every line has it. */
  readonly required: boolean;
  /** Bytes of UTF-8 of an id or name, characters of a text, entries of a list; absent where the form is the limit. */
  readonly limit?: number;
  /** `fitted`: the line's size is its limit, and what does not fit is left out and marked. */
  readonly beyond: BeyondLimit;
  readonly redaction: RedactionClass;
  readonly origin: FieldOrigin;
  /** Whether index rows and links hold it, to filter and to count by. */
  readonly summary: boolean;
  /** Place of its first column in CSV; the order of columns is part of the interface, so a new one takes the next. */
  readonly csv: number;
  /** One line for documents and for the JSON Schema. */
  readonly meaning: string;
  readonly example: unknown;
}
