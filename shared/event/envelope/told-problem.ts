/** Problems as they may be kept and answered: the names in them are a sender's own text. */
import { redactText } from '../redact/redact.js';
import type { FieldProblem } from '../values/field-problem.js';

const MAX_LENGTH = 256;
/** What is cut off is not scanned: a name may be as long as the message. */
const SCANNED_LENGTH = 4 * MAX_LENGTH;

export function tellProblem<P extends FieldProblem>(problem: P): P {
  return { ...problem, field: tell(problem.field), got: tell(problem.got) };
}

function tell(text: string): string {
  const clean = redactText(text.slice(0, SCANNED_LENGTH)).toWellFormed();
  return clean.length <= MAX_LENGTH ? clean : `${clean.slice(0, MAX_LENGTH - 1).toWellFormed()}\u2026`;
}
