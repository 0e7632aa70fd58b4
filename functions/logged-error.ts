/** An error as the log of a function has it. */
import { TrailkeeperError } from '../shared/errors/trailkeeper-error.js';
import { redactText } from '../shared/event/redact/redact.js';

export interface LoggedError {
  readonly name: string;
  /** Of `docs/generated/errors.md`; absent for errors of others. */
  readonly code?: string;
  /** Redacted: messages of table and queue may quote what was asked for or written. */
  readonly message: string;
  readonly stack?: string | undefined;
}

export function toLoggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, message: '' };
  const code = error instanceof TrailkeeperError ? { code: error.code } : {};
  return { name: error.name, ...code, message: redactText(error.message), stack: stripMessage(error) };
}

/** Where it was thrown, without the message that the stack begins with. */
function stripMessage({ stack, message }: Error): string | undefined {
  return stack
    ?.replace(message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
