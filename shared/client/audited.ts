/** `instrument` as a class decorator. */
import type { EventLogger } from './event-logger.js';
import { instrumentClass, type TrackableClass } from './instrument.js';
import type { AuditPolicy } from './policy.js';

/** What the compiler says when a policy leaves a public method of `C` without a decision, or names one it lacks. */
interface PolicyDoesNotFit<C> {
  readonly 'the audit policy must decide on each public method of': C;
}

type Fitting<C extends TrackableClass, P> =
  P extends AuditPolicy<C['prototype'], C> ? unknown : PolicyDoesNotFit<C['prototype']>;

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
