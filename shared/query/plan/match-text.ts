/** Free text: whether it stands anywhere in what an event says, in NFC and without case on both sides. */
import type { EventLine, JsonValue } from '../../event/event.js';
import { type FieldName, listFields } from '../../event/fields/fields.js';

type NamedId = 'on_behalf_of' | 'caused_by';
type IdField = Extract<FieldName, `${string}_id` | NamedId>;
const ID_FIELDS = listFields<IdField>(
  (_, name) => name.endsWith('_id') || name === 'on_behalf_of' || name === 'caused_by',
);

export function matchText(text: string): (event: EventLine) => boolean {
  const wanted = fold(text);
  const isIn = (value: string): boolean => fold(value).includes(wanted);
  return (event) => listTexts(event).some(isIn);
}

/** `İ` and its like grow by lowering, so both sides are lowered before they are brought to one form. */
const fold = (text: string): string => text.toLowerCase().normalize('NFC');

function listTexts(event: EventLine): string[] {
  const texts = [event.action];
  for (const name of ID_FIELDS) {
    const id = event[name];
    if (id !== undefined) texts.push(id);
  }
  for (const { resource_id } of event.related ?? []) texts.push(resource_id);
  // An id beyond its limit is found by what was cut off as well, while the line has it.
  for (const { whole } of event.cut ?? []) if (whole !== undefined) texts.push(whole);
  if (event.error !== undefined) texts.push(event.error.code, event.error.message);
  collectTexts(event.details, texts);
  return texts;
}

/** Depth is bounded by the limits of a line. */
function collectTexts(value: JsonValue | undefined, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const each of value) collectTexts(each, texts);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collectTexts(each, texts);
}
