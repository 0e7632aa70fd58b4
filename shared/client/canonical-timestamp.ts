/** The canonical form of a time, at little cost for the many events of one second. */
import { formatTimestamp, isCanonicalTimestamp, parseTimestamp } from '../event/timestamp.js';

const SECONDS_LENGTH = '2026-01-31T09:30:00'.length;
/** `.` and 3 to 6 digits and `Z`. */
const FRACTION = /^\.\d{3,6}Z$/;
/** The last second that was found to exist: parsing a time in full costs more than the rest of a call. */
let lastGoodSecond = '';

/** Undefined for text that is no ISO 8601 time with zone, names no real instant or lies before 1970. */
export function canonicalTimestamp(text: string): string | undefined {
  if (lastGoodSecond !== '' && text.startsWith(lastGoodSecond) && FRACTION.test(text.slice(SECONDS_LENGTH))) {
    return text;
  }
  if (isCanonicalTimestamp(text)) {
    lastGoodSecond = text.slice(0, SECONDS_LENGTH);
    return text;
  }
  const instant = parseTimestamp(text);
  return instant === undefined ? undefined : formatTimestamp(instant);
}
