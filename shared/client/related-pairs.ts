/** The related resources of an event that waits: id and role by turns, because objects would take twice the memory. */
import type { RelatedResource } from '../event/event.js';
import { MAX_RELATED } from '../event/limits.js';
import { ID_TEXT, isId, refuse } from './event-fields.js';

/** Those of the context come after the event's own, and none twice. Throws EventRejectedError. */
export function readRelated(own: unknown, surrounding: readonly RelatedResource[] | undefined): string[] | undefined {
  const related = own === undefined || own === null ? undefined : readList(own);
  if (surrounding === undefined || surrounding.length === 0) return related;
  const all = related ?? [];
  for (const each of surrounding) {
    const { resource_id, role } = readRelatedResource(each, all.length / 2);
    if (!hasPair(all, resource_id, role)) all.push(resource_id, role);
  }
  return all;
}

function hasPair(pairs: readonly string[], resourceId: string, role: string): boolean {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === resourceId && pairs[at + 1] === role) return true;
  return false;
}

function readList(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) throw refuse('related', 'a list of { resource_id, role }', value);
  if (value.length > MAX_RELATED) throw refuse('related', `at most ${MAX_RELATED} related resources`, value);
  if (value.length === 0) return undefined;
  // Pushing to an empty list makes room for 17 elements.
  const pairs = new Array<string>(value.length * 2);
  for (let at = 0; at < value.length; at++) {
    const { resource_id, role } = readRelatedResource(value[at], at);
    pairs[at * 2] = resource_id;
    pairs[at * 2 + 1] = role;
  }
  return pairs;
}

/** `at` is its place in the list. */
function readRelatedResource(value: unknown, at: number): RelatedResource {
  if (typeof value !== 'object' || value === null || !('resource_id' in value) || !('role' in value)) {
    throw refuse(`related[${at}]`, 'an object { resource_id, role }', value);
  }
  const { resource_id, role } = value;
  if (!isId(resource_id)) throw refuse(`related[${at}].resource_id`, ID_TEXT, resource_id);
  if (!isId(role)) throw refuse(`related[${at}].role`, ID_TEXT, role);
  return { resource_id, role };
}

export function toResources(pairs: readonly string[]): RelatedResource[] {
  const resources: RelatedResource[] = [];
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    resources.push({ resource_id: pairs[at] ?? '', role: pairs[at + 1] ?? '' });
  }
  return resources;
}
