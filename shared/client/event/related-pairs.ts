/** The related resources of an event that waits: id and role by turns, because objects would take twice the memory. */
import type { RelatedResource } from '../../event/event.js';
import { ID_TEXT, isId, readAround, refuse } from './event-fields.js';

/**
 * Those of the context come after the event's own, and none twice. Throws EventRejectedError for its own alone; of the
 * context's, what names no resource is left out.
 */
export function readRelated(own: unknown, surrounding: readonly RelatedResource[] | undefined): string[] | undefined {
  const related = own === undefined || own === null ? undefined : readList(own);
  if (surrounding === undefined || surrounding.length === 0) return related;
  const all = related ?? [];
  for (const each of surrounding) {
    const at = all.length;
    const id = readAround(each?.resource_id);
    if (id === undefined) continue;
    all.push(id, readAround(each.role) ?? UNKNOWN_ROLE);
    if (hasPair(all, at)) all.length = at;
  }
  return all.length === 0 ? undefined : all;
}

/** As arrival has it for a role that nobody gave. */
const UNKNOWN_ROLE = 'other';

/** Whether the pair at `last` is there before it as well. */
function hasPair(pairs: readonly string[], last: number): boolean {
  for (let at = 0; at < last; at += 2) {
    if (pairs[at] === pairs[last] && pairs[at + 1] === pairs[last + 1]) return true;
  }
  return false;
}

function readList(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) throw refuse('related', 'a list of { resource_id, role }', value);
  if (value.length === 0) return undefined;
  // Pushing to an empty list makes room for 17 elements.
  const pairs = new Array<string>(value.length * 2);
  for (let at = 0; at < pairs.length; at += 2) readPair(value[at / 2], pairs, at);
  return pairs;
}

/** Puts id and role at `at` and behind it. */
function readPair(value: unknown, pairs: string[], at: number): void {
  if (typeof value !== 'object' || value === null || !('resource_id' in value) || !('role' in value)) {
    throw refuse(`related[${at / 2}]`, 'an object { resource_id, role }', value);
  }
  const { resource_id, role } = value;
  if (!isId(resource_id)) throw refuse(`related[${at / 2}].resource_id`, ID_TEXT, resource_id);
  if (!isId(role)) throw refuse(`related[${at / 2}].role`, ID_TEXT, role);
  pairs[at] = resource_id;
  pairs[at + 1] = role;
}

export function toResources(pairs: readonly string[]): RelatedResource[] {
  const resources: RelatedResource[] = [];
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    resources.push({ resource_id: pairs[at] ?? '', role: pairs[at + 1] ?? '' });
  }
  return resources;
}
