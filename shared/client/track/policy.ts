/**
 * The policy of a class: for each public method the event that a call makes, or the reason why it makes none.
 *
 * What a row says of the arguments is read before the method runs, so that a failed call has it too and later changes
 * to the arguments are not recorded. What only the result tells (a size, an id made by the operation, an error value)
 * comes from `outcome`. A function of a row that throws changes nothing for the caller: the event is recorded without
 * what it would have given, and `details.audit_error` names the member. Calls of tracked methods inside these
 * functions make no events.
 *
 * A method that returns nothing and was handed a function may report by that: its event says `unknown`, unless `outcome`
 * judges it. Decide on its promise form where it has one.
 */
import type { Change, RelatedResource, Status } from '../../event/event.js';
import type { AuditContext } from '../context/context.js';
import type { NotAudited } from './not-audited.js';

export type AnyMethod = (...args: never[]) => unknown;

/** The arguments of each overload of a method (of the last four, when it has more). */
export type MethodArguments<F> = F extends {
  (...args: infer A1): unknown;
  (...args: infer A2): unknown;
  (...args: infer A3): unknown;
  (...args: infer A4): unknown;
}
  ? A1 | A2 | A3 | A4
  : never;

/** The results of all overloads. */
export type MethodResult<F> = F extends {
  (...args: never[]): infer R1;
  (...args: never[]): infer R2;
  (...args: never[]): infer R3;
  (...args: never[]): infer R4;
}
  ? R1 | R2 | R3 | R4
  : never;

/** What a call gives in the end: the value of its promise, or the return value of its generator. */
export type Settled<R> =
  Awaited<R> extends infer V
    ? V extends AsyncGenerator<unknown, infer G, never>
      ? G
      : V extends Generator<unknown, infer G, never>
        ? G
        : V
    : never;

/** A value, or a function of the method's arguments with the instance as `this`. */
export type FromArguments<This, F, V> = V | ((this: This, ...args: ArgumentList<F>) => V);

type ArgumentList<F> =
  MethodArguments<F> extends infer A extends unknown[] ? (IsUnion<A> extends true ? Positions<A> : A) : never;

type IsUnion<A, Whole = A> = true extends (A extends unknown ? ([Whole] extends [A] ? false : true) : never)
  ? true
  : false;

/** One list for the lists of all overloads: a function with some of the arguments cannot be assigned to a union. */
type Positions<A> = [At<A, '0'>, At<A, '1'>, At<A, '2'>, At<A, '3'>, At<A, '4'>, At<A, '5'>];
type At<A, N extends string> = A extends unknown ? (N extends keyof A ? A[N] : undefined) : never;

/** What a record of unfinished work keeps of the context in which it was begun. */
export type ContinuedContext = Pick<
  AuditContext,
  'user_id' | 'on_behalf_of' | 'source_ip' | 'user_agent' | 'correlation_id' | 'related' | 'operation_id'
>;

/** `attempted` and `unknown` are not for rows: they speak of operations without an end. */
export type OutcomeStatus = Exclude<Status, 'attempted' | 'unknown'>;

export interface Outcome {
  /** Default: `success`; with an `error` `failure`, or `denied` when the error says that access was refused. */
  readonly status?: OutcomeStatus | undefined;
  /** An error that was returned instead of thrown: an Error, `{ code, message }`, or text. */
  readonly error?: unknown;
  /** For ids that the operation makes; replaces the row's. */
  readonly resource?: string | undefined;
  /** Added to the row's. */
  readonly related?: readonly RelatedResource[] | undefined;
  /** Laid over the row's. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** What the operation changed, from what to what: for values that anybody may read in the trail. */
  readonly changes?: readonly Change[] | undefined;
}

/** The event that a call of one method makes. */
export interface AuditRow<This = unknown, F = AnyMethod> {
  /** The event type, for instance `backend_operation`. */
  readonly type: FromArguments<This, F, string>;
  /** For instance `create`. */
  readonly action: FromArguments<This, F, string>;
  /** The id of what the operation is about; known even when it fails. */
  readonly resource?: FromArguments<This, F, string | undefined>;
  readonly resourceType?: FromArguments<This, F, string | undefined>;
  /** Other resources that it belongs to; the context's are added. */
  readonly related?: FromArguments<This, F, readonly RelatedResource[] | undefined>;
  /**
   * Of these, the event keeps the keys that the catalogue names for its type and action, and those in `keeps`; nothing
   * else, so that what a method is handed never reaches the trail by accident.
   */
  readonly details?: FromArguments<This, F, Readonly<Record<string, unknown>> | undefined>;
  /** Keys of `details` to keep for a type and action that the catalogue does not know, or besides those it names. */
  readonly keeps?: readonly string[];
  /** The user; undefined: the context's, and `system` when nobody is known. */
  readonly actor?: FromArguments<This, F, string | undefined>;
  /** Why it is done; undefined: the context's. */
  readonly reason?: FromArguments<This, F, string | undefined>;
  /** The context's are added. */
  readonly tags?: FromArguments<This, F, readonly string[] | undefined>;
  /**
   * For work that was begun elsewhere, in another process perhaps, and kept its context in its own record: that
   * context. It fills in what the surrounding one does not say, so that the event belongs to the request that began it.
   */
  readonly continues?: FromArguments<This, F, ContinuedContext | undefined>;
  /**
   * For a method that calls itself again with the same arguments when it was not ready, as databases do that open late:
   * that call is part of the operation and makes no event. Without it each call is one of its own, a retry too.
   */
  readonly reentry?: 'joins';
  /**
   * Judges a result, with the arguments after it. Without it, or when it gives undefined, returning is success. Not
   * called when the method throws: that is `failure`, or `denied` when the error says that access was refused.
   */
  readonly outcome?: (
    this: This,
    result: Settled<MethodResult<F>>,
    ...args: ArgumentList<F>
  ) => Outcome | OutcomeStatus | undefined;
}

/** The public methods of an instance; TypeScript leaves out private and protected ones. */
export type MethodName<T> = keyof {
  [K in keyof T as IsIndex<K> extends true ? never : NonNullable<T[K]> extends AnyMethod ? K : never]-?: true;
};

/** An index signature names no method. */
type IsIndex<K> = string extends K ? true : number extends K ? true : symbol extends K ? true : false;

type Decision<This, F> = AuditRow<This, F> | NotAudited;
type Decisions<T> = { readonly [K in MethodName<T> & keyof T]: Decision<T, NonNullable<T[K]>> };

interface Statics<C> {
  /** For static methods, those that are named. */
  readonly statics?: { readonly [K in MethodName<C> & keyof C]?: Decision<C, C[K]> };
}

/** A decision for every public method of `T`, the type of an instance; `C` is that of the class, for its statics. */
export type AuditPolicy<T, C = unknown> = Decisions<T> & Statics<C> & { readonly others?: undefined };

/** The same for a class that has many more methods than matter: those that are not named make no events. */
export type ClosedAuditPolicy<T, C = unknown> = Partial<Decisions<T>> & Statics<C> & { readonly others: NotAudited };

/** The one of them that fits the type of `others`: alternatives would make the compiler speak of the wrong one. */
export type PolicyWith<Others, T, C> = [Others] extends [NotAudited] ? ClosedAuditPolicy<T, C> : AuditPolicy<T, C>;
