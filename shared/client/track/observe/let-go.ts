/** Results that nobody asked for their end: their event says so when they are gone, instead of never being made. */
import type { FollowedOperation } from './followed-operation.js';

const registry = new FinalizationRegistry(({ operation, problem }: { operation: FollowedOperation; problem: string }) =>
  operation.unobservable(problem),
);

/** Makes the event `unknown` when `result` is collected and its end was not seen. */
export function lookOutFor(result: object, operation: FollowedOperation, problem: string): void {
  registry.register(result, { operation, problem: `the result ${problem}` });
}
