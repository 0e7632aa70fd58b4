/** What following a result needs of the operation that gave it. */
import type { Method } from './method.js';

/** The event is made by the first call of `returned`, `threw`, `endedEarly` or `unobservable`; none of them throws. */
export interface FollowedOperation {
  /** Of the call; its own result has no end to wait for. */
  readonly instance: unknown;
  /** Runs part of the operation: a step of its generator, the `then` of its result. */
  run(fn: Method, instance: unknown, args: readonly unknown[]): unknown;
  returned(value: unknown): void;
  threw(error: unknown): void;
  /** The consumer of a stream or generator wanted no more of it: what it got is not the whole. */
  endedEarly(): void;
  /** The end cannot be seen. */
  unobservable(problem: string): void;
  /** Settles, never rejects, when the caller may go on; undefined when that is at once. */
  untilSafe(): Promise<void> | undefined;
}
