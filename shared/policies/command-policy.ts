/** What the policies for clients of the AWS SDK have in common: one method, `send`, and a class for each command. */
import { notAudited } from '../client/track/not-audited.js';
import type { AuditRow } from '../client/track/policy.js';

export type Access = 'read' | 'write';

/** What is read of a command. */
export interface Command {
  readonly input: object;
}

export interface CommandPolicy {
  /** `<type>_read` and `<type>_write` are the event types. */
  readonly type: string;
  /** By the name of the command's class. */
  readonly access: Readonly<Record<string, Access>>;
  readonly resourceType: string;
  readonly resource: (command: Command) => string | undefined;
  /** Keys of details, and the members of the input that they come from. */
  readonly details: Readonly<Record<string, string>>;
}

type Send = (command: Command) => unknown;

export function commandPolicy({ type, access, resourceType, resource, details }: CommandPolicy) {
  const nameOf = (command: Command) => command.constructor.name;
  const send: AuditRow<unknown, Send> = {
    // A bundler may have shortened the names of classes: what is unknown may write.
    type: (command) => `${type}_${access[nameOf(command)] ?? 'write'}`,
    action: (command) => nameOf(command).replace(/Command$/, ''),
    resource: (command) => resource(command),
    resourceType,
    details: ({ input }) => pick(input, details),
    keeps: Object.keys(details),
  };
  return { send, others: notAudited('lifecycle of the client') };
}

function pick(input: object, members: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(members).map(([key, member]): [string, string | undefined] => [
    key,
    read(input, member),
  ]);
  return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** A member of a command's input, when it is text. */
export function read(input: object, member: string): string | undefined {
  const value: unknown = Reflect.get(input, member);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function joinNames(first: string | undefined, second: string | undefined): string | undefined {
  return first === undefined || second === undefined ? first : `${first}/${second}`;
}

/** Of batches, transactions and statements that name several tables. */
export function listTables(input: object): string | undefined {
  const requests: unknown = Reflect.get(input, 'RequestItems');
  const items: unknown = Reflect.get(input, 'TransactItems');
  const names =
    typeof requests === 'object' && requests !== null
      ? Object.keys(requests)
      : (Array.isArray(items) ? items : []).flatMap((item: object) =>
          Object.values(item).map((each: object) => read(each, 'TableName')),
        );
  const known = [...new Set(names.filter((name) => name !== undefined))].sort();
  return known.length === 0 ? undefined : known.join(',');
}
