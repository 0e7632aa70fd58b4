/** Goes on with work in the context that its record kept. Records come from disks, so what is in them is looked at. */
import type { RelatedResource } from '../../event/event.js';
import { type AuditContext, mergeContexts } from '../context/context.js';
import { isObject } from './observe/method.js';

const TEXTS = ['user_id', 'on_behalf_of', 'source_ip', 'user_agent', 'correlation_id', 'operation_id'] as const;

/**
 * What `surrounding` does not say is filled in from `continued`; related resources of both count. A call inside the
 * request that `continued` speaks of has it all already, so there nothing is added.
 */
export function continueContext(surrounding: AuditContext | undefined, continued: object): AuditContext | undefined {
  try {
    return fillIn(surrounding, continued);
  } catch {
    // A record that throws when it is read has nothing to say, and the operation goes on.
    return surrounding;
  }
}

function fillIn(surrounding: AuditContext | undefined, continued: object): AuditContext | undefined {
  const kept: { -readonly [K in keyof AuditContext]: AuditContext[K] } = {};
  for (const field of TEXTS) {
    const value: unknown = Reflect.get(continued, field);
    if (typeof value === 'string' && value !== '') kept[field] = value;
  }
  if (kept.correlation_id !== undefined && kept.correlation_id === surrounding?.correlation_id) return surrounding;
  const related: unknown = Reflect.get(continued, 'related');
  if (Array.isArray(related)) kept.related = related.filter(isRelatedResource);
  return mergeContexts(kept, surrounding ?? {});
}

function isRelatedResource(value: unknown): value is RelatedResource {
  return (
    isObject(value) &&
    typeof Reflect.get(value, 'resource_id') === 'string' &&
    typeof Reflect.get(value, 'role') === 'string'
  );
}
