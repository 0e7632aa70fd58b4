/**
 * Times as other systems write them. What the patterns take can always be read: they go into the JSON Schema, so that a
 * sender's own check and this service agree.
 */
import { type Instant, parseTimestamp } from '../values/timestamp.js';

const DATE_IN_YEAR =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))';
const LEAP_YEAR =
  '(?:19(?:7[26]|8[048]|9[26])|[2-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)';
const DATE = `(?:(?:19[7-9][0-9]|[2-9][0-9]{3})-${DATE_IN_YEAR}|${LEAP_YEAR}-02-29)`;
const CLOCK = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]{1,18})?)?';
const ZONE = '(?: ?(?:[Zz]|UTC|GMT|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?))';
/** Nothing before 1970 and nothing behind 9999, in whatever zone: the first and the last day lose some hours. */
const INSIDE = '(?!1970-01-01[^+]*[+])(?!9999-12-31.*[0-9] ?-[0-9])';

/**
 * RFC 3339, a blank for the T, lower case, an offset without colon or minutes, `UTC` or `GMT`, a comma before the
 * fraction, any number of its digits, no seconds, no zone (UTC then), or a date alone (its midnight in UTC).
 */
export const TIME_PATTERN = `^${INSIDE}${DATE}(?:[Tt ]${CLOCK}${ZONE}?)?$`;

/** Seconds since 1970 as text, 9 digits or more: shorter ones may be anything, `20260131` a date. */
export const EPOCH_PATTERN = '^[1-9][0-9]{8,18}(?:[.][0-9]{1,18})?$';

/** Above it a number is no time in any unit. */
export const MAX_EPOCH = 1e20;

const TIME = new RegExp(TIME_PATTERN);
const EPOCH = new RegExp(EPOCH_PATTERN);
const PARTS =
  /^(?<day>[0-9-]{10})(?:[Tt ](?<minute>[0-9]{2}:[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]+))?)?(?: ?(?:[Zz]|UTC|GMT|(?<sign>[+-])(?<hours>[0-9]{2}):?(?<minutes>[0-9]{2})?))?)?$/;

/**
 * The instant, cut to the microsecond; undefined for what is no time. A number below 1e11 is seconds since 1970, below
 * 1e14 milliseconds, below 1e17 microseconds, else nanoseconds. A leap second is the second after it.
 */
export function readEventTime(value: string | number): Instant | undefined {
  if (typeof value === 'number') return readEpoch(value, String(value));
  if (EPOCH.test(value)) return readEpoch(Number(value), value);
  const parts = TIME.test(value) ? PARTS.exec(value)?.groups : undefined;
  if (parts === undefined) return undefined;
  const { day, minute = '00:00', second = '00', fraction = '', sign = '+', hours = '00', minutes = '00' } = parts;
  const isLeap = second === '60';
  const digits = isLeap ? '000000' : fraction.slice(0, 6).padEnd(6, '0');
  const instant = parseTimestamp(`${day}T${minute}:${isLeap ? '59' : second}.${digits}${sign}${hours}:${minutes}`);
  return instant !== undefined && isLeap ? { ms: instant.ms + 1_000, us: 0 } : instant;
}

const LIMITS: readonly [below: number, toMicroseconds: number][] = [
  [1e11, 1e6],
  [1e14, 1e3],
  [1e17, 1],
  [MAX_EPOCH, 1e-3],
];

/** `digits` is the number as it was written: its decimals are read from there, because a double has not all of them. */
function readEpoch(value: number, digits: string): Instant | undefined {
  const unit = value >= 0 ? LIMITS.find(([below]) => value < below)?.[1] : undefined;
  if (unit === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const isPlain = /^[0-9]+$/.test(whole) && /^[0-9]*$/.test(fraction);
  const microseconds = isPlain ? shiftPoint(whole, fraction, unit) : BigInt(Math.floor(value * unit));
  return { ms: Number(microseconds / 1_000n), us: Number(microseconds % 1_000n) };
}

function shiftPoint(whole: string, fraction: string, unit: number): bigint {
  const places = Math.round(Math.log10(unit));
  if (places < 0) return BigInt(whole.slice(0, places) || '0');
  return BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
}
