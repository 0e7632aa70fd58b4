/** Times as people write them in addresses: any ISO 8601 time with zone. */
import { type Instant, parseTimestamp } from '../event/timestamp.js';

const PARTS = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?:([Zz])|([+\- ])(\d\d)(?::?(\d\d))?)$/;

/**
 * The instant of a time, or undefined. A range is made of whole microseconds, like the trail: what is finer is rounded
 * into the range. A blank before the zone is read as `+`, because that is what an unescaped `+` in an address becomes.
 */
export function readInstant(text: string, rounding: 'up' | 'down'): Instant | undefined {
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const [, day, minute, second = '00', fraction = '', utc, sign, hours, minutes = '00'] = match;
  const zone = utc !== undefined ? 'Z' : `${sign === '-' ? '-' : '+'}${hours}:${minutes}`;
  const instant = parseTimestamp(`${day}T${minute}:${second}.${fraction.slice(0, 6).padEnd(6, '0')}${zone}`);
  if (instant === undefined) return undefined;
  const isFiner = /[1-9]/.test(fraction.slice(6));
  return isFiner && rounding === 'up' ? nextMicrosecond(instant) : instant;
}

function nextMicrosecond({ ms, us }: Instant): Instant {
  return us === 999 ? { ms: ms + 1, us: 0 } : { ms, us: us + 1 };
}
