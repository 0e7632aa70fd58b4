/** What a row of the table of routes says. */
import type { z } from 'zod';
import type { Role } from '../answers/roles.js';

/** Which function answers. */
export type ServedBy = 'query' | 'export' | 'accept';

/** A body that is not one JSON document. */
export interface StreamedOutput {
  readonly contentTypes: readonly string[];
  /** What a reader of one of them must know. */
  readonly notes?: Readonly<Record<string, string>>;
}

export interface Route<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType | StreamedOutput = z.ZodType | StreamedOutput,
  Server extends ServedBy = ServedBy,
> {
  readonly method: 'GET' | 'POST';
  /** Parts in braces are path parameters. */
  readonly path: `/v1/${string}`;
  /** Query and path parameters together; unknown ones are refused. */
  readonly input: Input;
  /** What the body may be, by content type. */
  readonly body?: Readonly<Record<string, z.ZodType>>;
  readonly output: Output;
  /** Of a request that succeeds. */
  readonly status: 200 | 202;
  /** Problems that the route can answer with, besides 400, 403 and 500. */
  readonly problems: readonly number[];
  readonly role: Role;
  readonly servedBy: Server;
  readonly summary: string;
}

export const route = <
  Input extends z.ZodType,
  const Output extends z.ZodType | StreamedOutput,
  const Server extends ServedBy,
>(
  row: Route<Input, Output, Server>,
): Route<Input, Output, Server> => row;

export function isStreamed(output: Route['output']): output is StreamedOutput {
  return 'contentTypes' in output;
}
