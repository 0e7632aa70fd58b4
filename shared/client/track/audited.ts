/** `instrument` as a class decorator. */
import type { EventLogger } from '../event/event-logger.js';
import { instrumentClass, type TrackableClass } from './instrument.js';
import type { AuditPolicy, ClosedAuditPolicy, MethodName } from './policy.js';

/** What the compiler says of a policy that fits another class: it names the methods. */
interface PolicyDoesNotFit<Undecided, Unknown> {
  readonly 'public methods without a decision': Undecided;
  readonly 'decisions that fit no method': Unknown;
}

type Fitting<C extends TrackableClass, P> = P extends
  | AuditPolicy<C['prototype'], C>
  | ClosedAuditPolicy<C['prototype'], C>
  ? unknown
  : PolicyDoesNotFit<
      Exclude<MethodName<C['prototype']>, keyof P>,
      Exclude<keyof P, MethodName<C['prototype']> | 'others' | 'statics'>
    >;

/**
 * For standard and legacy decorators, and as a plain call (`audited(audit, policy)(BackendManager)`): changes the
 * class's prototype and returns nothing. Write the policy as `AuditPolicy<BackendManager>`, so that the functions in
 * it know their arguments. Limits and errors are those of `instrument`.
 */
export function audited<const P extends object>(
  audit: EventLogger,
  policy: P,
): <C extends TrackableClass>(target: C & Fitting<C, P>, context?: { readonly kind: 'class' }) => void {
  return (target) => instrumentClass(target, policy, audit);
}
