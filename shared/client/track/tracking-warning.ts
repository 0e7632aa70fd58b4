/** Tells the operator that recording failed, once for each kind, because the operation's caller must not be told. */
import { toEventError } from './event-error.js';

const warned = new Set<string>();
/** Keys are names of classes and methods; a process that makes classes without end must not fill memory with them. */
const MAX_WARNINGS = 1_000;

export function warnOnce(key: string, text: string): void {
  if (warned.has(key) || warned.size >= MAX_WARNINGS) return;
  warned.add(key);
  process.emitWarning(text, 'AuditWarning');
}

/** Its code alone: messages may hold secrets. */
export function nameError(error: unknown): string {
  return toEventError(error).code;
}
