/**
 * What items, links and index rows hold of an event beside their keys: one row a fact, from which items are filled,
 * indexes project, rows are read and lines are checked. Names have two letters, because every byte is stored four times.
 */
import type { EventLine } from '../event/event.js';
import type { SummaryField } from '../event/fields/fields.js';
import { namesOf } from '../event/values/names-of.js';

/** Facts that the keys of an item hold already. */
type KeyedField = 'user_id' | 'resource_id';

/** The event with fields that its line may have. */
interface MoreFields {
  readonly tags?: readonly string[] | undefined;
  readonly session_id?: string | undefined;
  readonly actor_type?: string | undefined;
}
export type FactSource = EventLine & MoreFields;

type Read<Value> = (event: FactSource) => Value | undefined;

export interface TextFact {
  readonly attribute: string;
  readonly form: 'text';
  readonly read: Read<string>;
}
export interface NumberFact {
  readonly attribute: string;
  readonly form: 'number';
  readonly read: Read<number>;
}

/** Tags have no blank in them. */
const joinTags = (tags: readonly string[] | undefined): string | undefined =>
  tags === undefined || tags.length === 0 ? undefined : tags.join(' ');

/** Every field that the table of fields counts to the summary has a row, and others may have one. */
export const FACTS = {
  event_type: { attribute: 'et', form: 'text', read: (event) => event.event_type },
  action: { attribute: 'ac', form: 'text', read: (event) => event.action },
  status: { attribute: 'st', form: 'text', read: (event) => event.status },
  correlation_id: { attribute: 'co', form: 'text', read: (event) => event.correlation_id },
  operation_id: { attribute: 'op', form: 'text', read: (event) => event.operation_id },
  caused_by: { attribute: 'cb', form: 'text', read: (event) => event.caused_by },
  duration_ms: { attribute: 'du', form: 'number', read: (event) => event.duration_ms },
  error_code: { attribute: 'ec', form: 'text', read: (event) => event.error?.code },
  tags: { attribute: 'tg', form: 'text', read: (event) => joinTags(event.tags) },
  session_id: { attribute: 'se', form: 'text', read: (event) => event.session_id },
  actor_type: { attribute: 'at', form: 'text', read: (event) => event.actor_type },
} as const satisfies Record<Exclude<SummaryField, KeyedField>, TextFact> & Record<string, TextFact | NumberFact>;

export type FactName = keyof typeof FACTS;
export type FactAttribute = (typeof FACTS)[FactName]['attribute'];
type NamesOf<Form> = { [Name in FactName]: (typeof FACTS)[Name]['form'] extends Form ? Name : never }[FactName];
export type TextFactName = NamesOf<'text'>;
export type NumberFactName = NamesOf<'number'>;

export const TEXT_FACTS: readonly TextFactName[] = listFacts(
  (name): name is TextFactName => FACTS[name].form === 'text',
);
export const NUMBER_FACTS: readonly NumberFactName[] = listFacts(
  (name): name is NumberFactName => FACTS[name].form === 'number',
);
export const FACT_ATTRIBUTES: readonly FactAttribute[] = listFacts((name): name is FactName => name in FACTS).map(
  (name) => FACTS[name].attribute,
);

function listFacts<Name extends FactName>(isOne: (name: FactName) => name is Name): Name[] {
  return namesOf(FACTS).filter(isOne);
}

export function isFact(name: string): name is FactName {
  return name in FACTS;
}

/** As attributes; what an event has not is left out. */
export type FactValues = Partial<Record<FactAttribute, string | number>>;

export function readFacts(event: FactSource): FactValues {
  const facts: FactValues = {};
  for (const name of TEXT_FACTS) {
    const value = FACTS[name].read(event);
    if (value !== undefined) facts[FACTS[name].attribute] = value;
  }
  for (const name of NUMBER_FACTS) {
    const value = FACTS[name].read(event);
    if (value !== undefined) facts[FACTS[name].attribute] = value;
  }
  return facts;
}

/** Names that no version fills yet: an index cannot be given another attribute later without being built anew. */
export const SPARE_ATTRIBUTES = ['x1', 'x2', 'x3', 'x4'] as const;
