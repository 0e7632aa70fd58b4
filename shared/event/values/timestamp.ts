/** Instants to the microsecond: what event ids and sort orders are made of. Exact for every year the format allows. */

export interface Instant {
  /** Whole milliseconds since 1970. */
  readonly ms: number;
  /** Microseconds below the millisecond, 0 to 999. */
  readonly us: number;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/;

/** Whether a text has the canonical form (UTC, 3 to 6 fraction digits) and names an instant that exists. */
export function isCanonicalTimestamp(text: string): boolean {
  return CANONICAL.test(text) && parseTimestamp(text) !== undefined;
}

/**
 * The instant of an ISO 8601 time with zone and up to 9 fraction digits; what is below a microsecond is cut off.
 * Undefined when the text has another form, names no real instant (30 February, 25 o'clock) or lies before 1970.
 */
export function parseTimestamp(text: string): Instant | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const offsetMinutes = parseZoneMinutes(zone);
  const localMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const local = new Date(localMs);
  const exists =
    offsetMinutes !== undefined &&
    Number(year) >= 1969 &&
    local.getUTCMonth() === Number(month) - 1 &&
    local.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!exists) return undefined;
  const digits = fraction.slice(0, 6).padEnd(6, '0');
  const ms = localMs - offsetMinutes * 60_000 + Number(digits.slice(0, 3));
  return ms >= 0 && ms < YEAR_10000_MS ? { ms, us: Number(digits.slice(3)) } : undefined;
}

const YEAR_10000_MS = Date.UTC(10_000, 0, 1);

function parseZoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** The canonical form: UTC, 3 fraction digits, 6 when there are microseconds. */
export function formatTimestamp({ ms, us }: Instant): string {
  const iso = new Date(ms).toISOString();
  return us === 0 ? iso : `${iso.slice(0, -1)}${String(us).padStart(3, '0')}Z`;
}

const SECONDS_LENGTH = '2026-01-31T09:30:00'.length;
/** The last second that was found to exist: parsing a time in full costs more than the rest of a call. */
let lastGoodSecond = '';

/**
 * The canonical form of a time, at little cost for the many events of one second. Undefined for text that is no ISO 8601 time with zone, names no real instant or lies before 1970.
 */
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
