/**
 * What surrounds the code that runs now: who, in which request, inside which operation. It lives under a global symbol,
 * so that an ESM and a CommonJS copy of this package in one process share it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { RelatedResource } from '../event/event.js';

export interface AuditContext {
  readonly user_id?: string | undefined;
  readonly on_behalf_of?: string | undefined;
  readonly source_ip?: string | undefined;
  readonly user_agent?: string | undefined;
  readonly correlation_id?: string | undefined;
  /** Named in `related` by every event logged inside. */
  readonly related?: readonly RelatedResource[] | undefined;
  /** The operation that encloses this code: what runs inside is caused by it. */
  readonly operation_id?: string | undefined;
  /** True inside an operation that is tracked automatically: manual calls add nothing there. */
  readonly tracked?: boolean | undefined;
}

const STORAGE = Symbol.for('trailkeeper.context.v1');

function getStorage(): AsyncLocalStorage<AuditContext> {
  const shared = globalThis as typeof globalThis & { [STORAGE]?: AsyncLocalStorage<AuditContext> };
  shared[STORAGE] ??= new AsyncLocalStorage<AuditContext>();
  return shared[STORAGE];
}

const storage = getStorage();

/** Undefined outside of everything. */
export function currentContext(): AuditContext | undefined {
  return storage.getStore();
}

/**
 * Runs `fn` in the current context with `added` on top: given fields replace those around them, `related` is added to
 * them. Everything that `fn` starts keeps this context, also after it returned.
 */
export function runInContext<T>(added: AuditContext, fn: () => T): T {
  const current = storage.getStore();
  return storage.run(current === undefined ? added : mergeContexts(current, added), fn);
}

function mergeContexts(current: AuditContext, added: AuditContext): AuditContext {
  const given = Object.entries(added).filter(([, value]) => value !== undefined);
  const merged: AuditContext = { ...current, ...Object.fromEntries(given) };
  if (current.related === undefined || added.related === undefined) return merged;
  return { ...merged, related: [...current.related, ...added.related] };
}
