/** Refuses what no event has. */
import { INPUT_FIELDS } from '../../event/fields/fields.js';
import { describeKind } from '../../event/values/describe-kind.js';
import { EventRejectedError } from '../fates/event-errors.js';

const inputFields: ReadonlySet<string> = new Set(INPUT_FIELDS);

/** The fields of the last event that had no others: most events have the same ones in the same order. */
const lastFields: string[] = [];

/** A misspelt field would be lost in silence, and ids are never the caller's to give. */
export function refuseUnknownFields(input: object): void {
  let at = 0;
  for (const field in input) {
    if (field !== lastFields[at]) {
      if (!inputFields.has(field)) refuseUnknownField(input, field);
      else lastFields[at] = field;
    }
    at++;
  }
}

function refuseUnknownField(input: object, field: string): void {
  const value: unknown = Reflect.get(input, field);
  if (value === undefined) return;
  const expected = NO_SUCH_FIELD.get(field) ?? `no field ${field}`;
  throw new EventRejectedError('unknown_field', field, expected, describeKind(value));
}

const filledIn = 'which the logger fills in';
const NO_SUCH_FIELD: ReadonlyMap<string, string> = new Map([
  ['event_id', 'no event_id: it follows from the content; use external_id for an id of your own'],
  ['producer_id', `no producer_id, ${filledIn}`],
  ['seq', `no seq, ${filledIn}`],
]);
