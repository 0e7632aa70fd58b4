/**
 * Who and what surrounds the code that runs now: it follows calls, promises, timers and callbacks. Kept on
 * `globalThis`, so that the ESM and the CommonJS copy of this package in one process share one context.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActorType, RelatedResource } from '../../event/event.js';
import type { ContextField } from '../../event/fields/fields.js';

/** The call of a tracked method, for those that it makes to what it overrides. */
export interface RunningCall {
  readonly instance: unknown;
  readonly key: PropertyKey;
  /** The prototype or class whose method it is. */
  readonly holder: object;
  /** Where a call of itself with the same arguments is part of it. */
  args: readonly unknown[] | undefined;
  /** It has its event: what is called later is no part of it. */
  isOver: boolean;
}

export interface AuditContext {
  readonly user_id?: string | undefined;
  readonly actor_type?: ActorType | undefined;
  /** The role or privilege that is used. */
  readonly user_role?: string | undefined;
  readonly on_behalf_of?: string | undefined;
  /** Of the log-on; only its hash leaves the process. */
  readonly session_id?: string | undefined;
  /** Why everything inside is done. */
  readonly reason?: string | undefined;
  /** Added to the tags of every event inside. */
  readonly tags?: readonly string[] | undefined;
  readonly source_ip?: string | undefined;
  readonly user_agent?: string | undefined;
  /** The request that everything inside belongs to. */
  readonly correlation_id?: string | undefined;
  /** Added to the related resources of every event inside. */
  readonly related?: readonly RelatedResource[] | undefined;
  /** The operation that runs now; what it starts names it as `caused_by`. Set by tracking. */
  readonly operation_id?: string | undefined;
  /** True inside an operation that makes its own event: manual tracking calls add nothing there. Set by tracking. */
  readonly tracked?: boolean | undefined;
  /** The call that makes that event. Set by tracking. */
  readonly call?: RunningCall | undefined;
  /** The `run` that all this is inside of. Set by the logger. */
  readonly scope?: { isOver: boolean } | undefined;
  /** True where auditing itself works: tracked methods make no events there, or sending one would make the next. */
  readonly unaudited?: boolean | undefined;
}

/** A cause is not given: it is the operation that runs. Compiles only while a context can hold all that fields take. */
export const CONTEXT_AGREES: Exclude<ContextField, 'caused_by'> extends keyof AuditContext ? true : never = true;

const STORAGE: unique symbol = Symbol.for('trailkeeper.context.v1');
const home: typeof globalThis & { [STORAGE]?: AsyncLocalStorage<AuditContext | undefined> } = globalThis;
home[STORAGE] ??= new AsyncLocalStorage();
const storage = home[STORAGE];

/** Undefined outside every `runInContext`. */
export function currentContext(): AuditContext | undefined {
  return storage.getStore();
}

/**
 * Runs `fn` and gives its result. Inside, `context` is laid over the surrounding one: what it names replaces, what it
 * leaves out, null or undefined stays, and `related` and `tags` are appended. Without a context it changes nothing. A key
 * that no context has is warned of, once.
 */
export function runInContext<T>(context: AuditContext | null | undefined, fn: () => T): T {
  return storage.run(mergeContexts(storage.getStore(), context), fn);
}

/** Runs `fn` in exactly this context, for work that is finished from somewhere else than it was started. */
export function restoreContext<A extends unknown[], T>(
  context: AuditContext | undefined,
  fn: (...args: A) => T,
  ...args: A
): T {
  return storage.run(context, fn, ...args);
}

/** For the parts of auditing that use classes which may be tracked themselves, a client of the queue for instance. */
export function runUnaudited<T>(fn: () => T): T {
  return storage.run({ unaudited: true }, fn);
}

/** `inner` laid over `outer`, as `runInContext` does. */
export function mergeContexts(outer: AuditContext | undefined, inner: AuditContext | null | undefined): AuditContext {
  const merged: { -readonly [K in keyof AuditContext]: AuditContext[K] } = { ...outer };
  if (typeof inner !== 'object' || inner === null) return merged;
  for (const [field, value] of Object.entries(inner)) {
    if (value === undefined || value === null) continue;
    if (Object.hasOwn(FIELDS, field)) Object.assign(merged, { [field]: value });
    else warnOfUnknown(field);
  }
  if (outer?.related !== undefined) merged.related = append(outer.related, inner.related);
  if (outer?.tags !== undefined) merged.tags = append(outer.tags, inner.tags);
  return merged;
}

function append<T>(outer: readonly T[], inner: readonly T[] | undefined): readonly T[] {
  return Array.isArray(inner) ? [...outer, ...inner] : outer;
}

const FIELDS: Readonly<Record<keyof AuditContext, true>> = {
  user_id: true,
  actor_type: true,
  user_role: true,
  on_behalf_of: true,
  session_id: true,
  reason: true,
  tags: true,
  source_ip: true,
  user_agent: true,
  correlation_id: true,
  related: true,
  operation_id: true,
  tracked: true,
  call: true,
  scope: true,
  unaudited: true,
};
const warned = new Set<string>();
const MOST_WARNINGS = 100;

/** A misspelt key would make its value missing in every event, in silence; to throw would harm an operation. */
function warnOfUnknown(field: string): void {
  if (warned.has(field) || warned.size >= MOST_WARNINGS) return;
  warned.add(field);
  const plain = (text: string) => text.replaceAll('_', '').toLowerCase();
  const meant = Object.keys(FIELDS).find((known) => plain(known) === plain(field));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  process.emitWarning(`A context has no ${JSON.stringify(field.slice(0, 60))}${hint}`, 'AuditWarning');
}
