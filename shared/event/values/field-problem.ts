/** Bad input said in one shape everywhere: which field, what was expected, and the kind of what was got. */
import type { z } from 'zod';
import { describeKind } from './describe-kind.js';

export interface FieldProblem {
  /** Path of the field, for instance `related[2].resource_id`; `$` is the whole value. */
  readonly field: string;
  readonly expected: string;
  /** Kind and size, never the value: it may be a secret. */
  readonly got: string;
}

/** One problem for each issue that zod found in `input`. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown): FieldProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: formatPath([...issue.path, key]),
        expected: 'no such field',
        got: describeKind(valueAt(input, [...issue.path, key])),
      }));
    }
    return [{ field: formatPath(issue.path), expected: issue.message, got: describeKind(valueAt(input, issue.path)) }];
  });
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '$';
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
