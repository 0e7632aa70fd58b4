/** Redaction for quarantine: what is kept there is often JSON that breaks off. */
import { parseJson } from '../../shared/event/line/line-reader.js';
import { redactText } from '../../shared/event/redact/redact.js';

/**
 * The text without its secrets. JSON that breaks off is closed first, because the rules see more in whole JSON than in
 * text; what was added is taken off again.
 */
export function redactRaw(raw: string): string {
  const missing = findMissingEnd(raw);
  if (missing === '' || parseJson(raw + missing) === undefined) return redactText(raw);
  const clean = redactText(raw + missing);
  return clean.endsWith(missing) ? clean.slice(0, -missing.length) : clean;
}

const JSON_PARTS = /"(?:[^"\\]|\\.)*("?)|[[{}\]]/gs;
/** Deeper nesting than any event has is not worth closing. */
const MAX_OPEN = 1_000;

/** The quote and brackets that a text lacks to be whole JSON, if that is all it lacks. */
function findMissingEnd(text: string): string {
  if (!/^\s*[[{]/.test(text)) return '';
  const open: string[] = [];
  let quote = '';
  for (const [part, closingQuote] of text.matchAll(JSON_PARTS)) {
    if (part === '{' || part === '[') open.push(part === '{' ? '}' : ']');
    else if (part === '}' || part === ']') open.pop();
    else if (closingQuote === '') quote = '"';
    if (open.length > MAX_OPEN) return '';
  }
  return quote + open.reverse().join('');
}
