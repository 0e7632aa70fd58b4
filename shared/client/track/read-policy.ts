/** Reads a policy once, when a class is wrapped: everything wrong with it is said then, naming the member. */
import { isNotAudited } from './not-audited.js';
import { isObject } from './observe/method.js';
import { readRow, type TrackedRow } from './tracked-row.js';

export type ReadDecision = { readonly key: PropertyKey; readonly row: TrackedRow | undefined };

export interface ReadPolicy {
  readonly methods: readonly ReadDecision[];
  readonly statics: readonly ReadDecision[];
}

export function readPolicy(className: string, policy: unknown): ReadPolicy {
  if (!isObject(policy)) throw new TypeError(`The audit policy of ${className} is not an object.`);
  const statics = Reflect.get(policy, 'statics');
  const others = Reflect.get(policy, 'others');
  if (others !== undefined && !(isObject(others) && isNotAudited(others))) {
    throw new TypeError(`${className}.others in the audit policy: expected notAudited(reason).`);
  }
  return {
    methods: Reflect.ownKeys(policy)
      .filter((key) => key !== 'others' && key !== 'statics')
      .map((key) => readDecision(className, key, Reflect.get(policy, key))),
    statics: isObject(statics)
      ? Reflect.ownKeys(statics).map((key) => readDecision(className, key, Reflect.get(statics, key)))
      : [],
  };
}

function readDecision(className: string, key: PropertyKey, decision: unknown): ReadDecision {
  const path = `${className}.${String(key)} in the audit policy`;
  if (!isObject(decision)) throw new TypeError(`${path}: expected a row { type, action, … } or notAudited(reason).`);
  if (isNotAudited(decision)) return { key, row: undefined };
  return { key, row: readRow(path, decision) };
}
