/**
 * The rule by which a CSV export keeps spreadsheets from running a cell as a formula, both ways: one `'` in front, never
 * more, and whoever reads the file takes one `'` off again.
 */

/**
 * First characters behind which a spreadsheet may still see a formula: white space, controls, formats, marks, all that
 * shows nothing of itself; and the `'` of the rule, so that it can be taken off without a doubt.
 */
const HIDDEN_START = /^['\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** First characters of a formula; compatibility forms (full width, small, raised) count as what they stand for. */
const FORMULA_START = /^[=+\-@\u2010\u2212]/;

/** Whether the text begins so that a spreadsheet may run it, or so that the rule could not be taken back. */
export function needsGuard(text: string): boolean {
  const first = text.codePointAt(0);
  if (first === undefined) return false;
  return HIDDEN_START.test(text) || FORMULA_START.test(String.fromCodePoint(first).normalize('NFKC'));
}

/** The cell that stands for a text. `unguardCell` gives every text back. */
export const guardCell = (text: string): string => (needsGuard(text) ? `'${text}` : text);

/** The text of a cell of a CSV export, as the event has it. Give it what a CSV parser read, without quotes around it. */
export const unguardCell = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);
