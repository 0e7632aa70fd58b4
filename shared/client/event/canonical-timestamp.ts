/** The canonical form of a time, at little cost for the many events of one second. */
import { formatTimestamp, isCanonicalTimestamp, parseTimestamp } from '../../event/values/timestamp.js';

const SECONDS_LENGTH = '2026-01-31T09:30:00'.length;
/** The last second that was found to exist: parsing a time in full costs more than the rest of a call. */
let lastGoodSecond = '';

/** Undefined for text that is no ISO 8601 time with zone, names no real instant or lies before 1970. */
export function canonicalTimestamp(text: string): string | undefined {
  if (lastGoodSecond !== '' && hasFraction(text) && text.startsWith(lastGoodSecond)) return text;
  if (isCanonicalTimestamp(text)) {
    lastGoodSecond = text.slice(0, SECONDS_LENGTH);
    return text;
  }
  const instant = parseTimestamp(text);
  return instant === undefined ? undefined : formatTimestamp(instant);
}

const DOT = 46;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const LETTER_Z = 90;

/** Whether `.`, 3 to 6 digits and `Z` follow the seconds. By hand: a pattern takes four times as long. */
function hasFraction(text: string): boolean {
  const last = text.length - 1;
  const digits = last - SECONDS_LENGTH - 1;
  if (digits < 3 || digits > 6 || text.charCodeAt(SECONDS_LENGTH) !== DOT || text.charCodeAt(last) !== LETTER_Z) {
    return false;
  }
  for (let at = SECONDS_LENGTH + 1; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code < DIGIT_0 || code > DIGIT_9) return false;
  }
  return true;
}
