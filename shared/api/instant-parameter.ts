/** Times as people write them in addresses: any ISO 8601 time with zone. */
import { type Instant, parseTimestamp } from '../event/values/timestamp.js';

const PARTS = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?:([Zz])|([+\- ])(\d\d)(?::?(\d\d))?)$/;

/**
 * The instant of a time, or undefined. What is finer than a microsecond is cut off, as it was from the events: so a
 * range from an event's own time, as its sender wrote it, has the event in it. A blank before the zone is read as `+`,
 * because that is what an unescaped `+` in an address becomes.
 */
export function readInstant(text: string): Instant | undefined {
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const [, day, minute, second = '00', fraction = '', utc, sign, hours, minutes = '00'] = match;
  const zone = utc !== undefined ? 'Z' : `${sign === '-' ? '-' : '+'}${hours}:${minutes}`;
  return parseTimestamp(`${day}T${minute}:${second}.${fraction.slice(0, 6).padEnd(6, '0')}${zone}`);
}
