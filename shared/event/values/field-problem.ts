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
  return issues.flatMap(pickIssues).flatMap((issue) => {
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

/**
 * Of the alternatives of a union the one that came furthest into the value, for it names the field; the union itself when
 * none came into it.
 */
function pickIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const alternatives = issue.errors.map((errors) =>
    errors.flatMap((error) => pickIssues({ ...error, path: [...issue.path, ...error.path] })),
  );
  const depthOf = (errors: readonly z.core.$ZodIssue[]) => Math.max(0, ...errors.map(({ path }) => path.length));
  const best = alternatives.reduce((a, b) => (depthOf(b) > depthOf(a) ? b : a), []);
  return depthOf(best) > issue.path.length ? best : [issue];
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
