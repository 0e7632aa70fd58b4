/** The base of all errors of the project. Carries no table: a program that throws an error need not know all of them. */
import type { CodeOf, ErrorName } from './errors.js';

export type ErrorFacts = {
  /** What would have been right. */
  readonly expected: string;
  /** What was there instead: its kind, its size, or what everybody may read. Never a value that may be a secret. */
  readonly got: string;
  readonly cause?: unknown;
  /** Parameter, or path of the field, that it is about. */
  readonly field?: string | undefined;
} & (
  | {
      /** What it is about; the message is `<subject>: expected <expected>, got <got>`. */
      readonly subject: string;
    }
  | {
      /** The whole message, where it is to have words of its own. */
      readonly message: string;
    }
);

/**
 * Every class of the table has its codes, and no other. `instanceof` is true within one copy of the package alone; `code`
 * is the same in all.
 */
export abstract class TrailkeeperError<Name extends ErrorName = ErrorName> extends Error {
  abstract override readonly name: string;
  /** Stable: for programs, logs and searches. */
  readonly code: CodeOf<Name>;
  readonly expected: string;
  readonly got: string;
  /** Parameter, or path of the field, that it is about; undefined when it is not about one. */
  readonly field: string | undefined;

  constructor(code: CodeOf<Name>, facts: ErrorFacts) {
    const { expected, got, cause, field } = facts;
    const message = 'message' in facts ? facts.message : `${facts.subject}: expected ${expected}, got ${got}`;
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.expected = expected;
    this.got = got;
    this.field = field;
  }
}
