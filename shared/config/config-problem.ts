/** Everything that is wrong with a configuration, said at once: where, what was expected, what was got. */
import type { z } from 'zod';
import { describeKind } from '../event/values/describe-kind.js';

export interface ConfigProblem {
  /** Key path such as `audit.storage.type`, or the variable that set it. */
  readonly path: string;
  readonly expected: string;
  /** Numbers, flags and the words of a choice as they are; of any other text only its size, for it may be a secret. */
  readonly got: string;
}

/** The configuration cannot be used. The message lists every problem, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const lines = problems.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`);
    super(`the audit configuration cannot be used:\n${lines.join('\n')}`, options);
  }
}

/**
 * `nameOf` gives the name of the variable that set a path, if one did.
 * @internal Not in the types of the package, which must not need the schema library.
 */
export function describeConfigIssues(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  nameOf: (path: string) => string | undefined,
): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const parent = formatPath(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: parent === '' ? key : `${parent}.${key}`,
        expected: 'no such key',
        got: describeKind(valueAt(input, [...issue.path, key])),
      }));
    }
    const value = valueAt(input, issue.path);
    const got = isChoice(issue) && typeof value === 'string' ? quoteWord(value) : describeValue(value);
    return [{ path: nameOf(parent) ?? (parent === '' ? 'the file' : parent), expected: issue.message, got }];
  });
}

function isChoice(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_value';
}

/** A short word in place of a choice is a misspelling; anything else is not shown. */
function quoteWord(text: string): string {
  return /^[\w-]{1,20}$/.test(text) ? text : describeKind(text);
}

function describeValue(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : describeKind(value);
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
