/** Errors for the log of the reading functions. */
import { redactText } from '../../event/redact/redact.js';

/** Messages of the table may quote what was asked for. */
export function describeError(error: unknown): { name: string; message: string; stack?: string | undefined } {
  if (!(error instanceof Error)) return { name: typeof error, message: '' };
  return { name: error.name, message: redactText(error.message), stack: stripMessage(error) };
}

/** Where it was thrown, without the message that the stack begins with. */
function stripMessage({ stack }: Error): string | undefined {
  return stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
