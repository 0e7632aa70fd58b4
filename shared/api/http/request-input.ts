/** Reads the parameters of a request by the schema of its route, and names every one that is wrong. */
import type { z } from 'zod';
import { isSensitiveKey, REDACTED, redactText } from '../../event/redact/redact.js';
import { ProblemError, type ProblemField, summariseErrors } from '../answers/problem.js';

const MAX_SHOWN_LENGTH = 100;

/** Throws the 400 that names each parameter, what was expected and what was got. */
export function readInput<Input extends z.ZodType>(
  schema: Input,
  url: URL,
  pathParameters: Readonly<Record<string, string>>,
): z.output<Input> {
  refuseBrokenEncoding(url.search);
  const query = collectQuery(url.searchParams);
  const result = schema.safeParse({ ...query, ...pathParameters });
  const shadowed = Object.keys(pathParameters).filter((name) => Object.hasOwn(query, name));
  const errors = result.success ? [] : result.error.issues.flatMap((issue) => describeIssue(issue, query, schema));
  for (const name of shadowed) errors.push({ field: name, expected: 'it in the path alone', got: show(query[name]) });
  if (!result.success || errors.length > 0) {
    throw new ProblemError('invalid-request', summariseErrors(errors), { errors });
  }
  return result.data;
}

/**
 * What cannot be decoded would be read as U+FFFD or as it stands, which asks for another id than the caller meant.
 * Names are left as they came.
 */
function refuseBrokenEncoding(search: string): void {
  const errors: ProblemField[] = [];
  for (const part of search.replace(/^\?/, '').split('&')) {
    if (isDecodable(part)) continue;
    errors.push({ field: part.split('=', 1)[0] ?? '', expected: 'percent-encoded UTF-8', got: 'other bytes' });
  }
  if (errors.length > 0) throw new ProblemError('invalid-request', summariseErrors(errors), { errors });
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** One value as text, several as a list. Own properties only, so that a parameter may be called anything. */
function collectQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = new Set(parameters.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function describeIssue(
  issue: z.core.$ZodIssue,
  query: Readonly<Record<string, string | string[]>>,
  schema: z.ZodType,
): ProblemField[] {
  if (issue.code === 'unrecognized_keys') {
    const known = listParameters(schema);
    const expected = known.length === 0 ? 'no parameters' : `one of the parameters ${known.join(', ')}`;
    return issue.keys.map((name) => ({ field: name, expected, got: showUnknown(name, query[name]) }));
  }
  const field = String(issue.path[0] ?? 'query');
  const given = query[field];
  const at = issue.path[1];
  // A comma list has more items than texts were given: then all of it is shown.
  const item = Array.isArray(given) && typeof at === 'number' ? given[at] : undefined;
  return [{ field, expected: issue.message, got: show(item ?? given) }];
}

function listParameters(schema: z.ZodType): string[] {
  return 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
    ? Object.keys(schema.shape)
    : [];
}

/** A parameter that no route has may be anything, `?token=…` too. */
function showUnknown(name: string, value: string | string[] | undefined): string {
  return typeof value === 'string' && isSensitiveKey(name) ? JSON.stringify(REDACTED) : show(value);
}

/** An answer is logged and passed on: what looks like a secret is not repeated in it. */
function show(value: string | string[] | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `${value.length} values`;
  const clean = redactText(value);
  const short = clean.length > MAX_SHOWN_LENGTH ? `${clean.slice(0, MAX_SHOWN_LENGTH)}…` : clean;
  return JSON.stringify(short);
}
