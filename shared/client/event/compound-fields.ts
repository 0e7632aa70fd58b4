/** Checks of fields with parts. All but what reads the surroundings throw EventRejectedError. */
import { ACTOR_TYPES, type ActorType, type Change, type ChangeValue } from '../../event/event.js';
import { normaliseTags } from '../../event/values/tags.js';
import { isId, refuse } from './event-fields.js';

const isActorType = (value: unknown): value is ActorType => ACTOR_TYPES.some((type) => type === value);

export function readActorType(own: unknown, surrounding: unknown): ActorType | undefined {
  if (own === undefined || own === null) return isActorType(surrounding) ? surrounding : undefined;
  if (isActorType(own)) return own;
  throw refuse('actor_type', `one of ${ACTOR_TYPES.join(', ')}`, own);
}

/** Those of the context come after the event's own, and none twice. */
export function readTags(own: unknown, surrounding: unknown): string[] | undefined {
  const around: readonly unknown[] = Array.isArray(surrounding) ? surrounding : [];
  if (own === undefined || own === null) return around.length === 0 ? undefined : normaliseTags(around);
  if (Array.isArray(own)) return normaliseTags([...own, ...around]);
  throw refuse('tags', 'a list of texts', own);
}

export function readChanges(value: unknown): Change[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw refuse('changes', 'a list of { field, from, to }', value);
  return value.length === 0 ? undefined : value.map(readChange);
}

function readChange(value: unknown, at: number): Change {
  if (typeof value !== 'object' || value === null || !('field' in value)) {
    throw refuse(`changes[${at}]`, 'an object { field, from, to }', value);
  }
  const { field } = value;
  if (!isId(field)) throw refuse(`changes[${at}].field`, 'text, not empty', field);
  return {
    field,
    from: 'from' in value ? readSide(value.from, `changes[${at}].from`) : undefined,
    to: 'to' in value ? readSide(value.to, `changes[${at}].to`) : undefined,
  };
}

function readSide(value: unknown, path: string): ChangeValue | undefined {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  // Adding 0 turns -0, which JSON does not know, into 0.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  if (typeof value === 'bigint') return value.toString();
  throw refuse(path, 'text, a number, a boolean or null', value);
}
