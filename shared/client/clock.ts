/**
 * The start of an operation: a time that no other operation of this process shares, and 64 random bits. Starts rise
 * strictly, so that a chain of nested operations sorts as it ran, whatever the wall clock does meanwhile.
 */
import { randomFillSync } from 'node:crypto';

export interface OperationStart {
  /** Canonical, with microseconds. */
  readonly timestamp: string;
  /** 16 hexadecimal digits. */
  readonly operation_id: string;
  /** `performance.now()` at the start, in milliseconds: what a duration is measured from. */
  readonly startedAt: number;
}

/** Wall clock and monotonic clock may differ by so many milliseconds before the wall clock is read again. */
const MAX_DRIFT_MS = 2;
const MICROS = 1_000;
const SECOND_US = 1_000_000;

interface SharedClock {
  /** Microseconds since 1970 of the last start. */
  lastUs: number;
}

const CLOCK = Symbol.for('trailkeeper.clock.v1');

function getSharedClock(): SharedClock {
  const shared = globalThis as typeof globalThis & { [CLOCK]?: SharedClock };
  shared[CLOCK] ??= { lastUs: 0 };
  return shared[CLOCK];
}

const clock = getSharedClock();
/** Milliseconds to add to `performance.now()` for the time of day. */
let offsetMs = performance.timeOrigin;

export function startOperation(): OperationStart {
  const startedAt = performance.now();
  return { timestamp: formatUs(nextUs(startedAt)), operation_id: nextOperationId(), startedAt };
}

function nextUs(monotonicMs: number): number {
  const wallMs = Date.now();
  const drift = wallMs - (monotonicMs + offsetMs);
  // Date.now() cuts the fraction off, so that it lies up to a millisecond behind.
  if (drift > MAX_DRIFT_MS || drift < -MAX_DRIFT_MS) offsetMs = wallMs - monotonicMs;
  const us = Math.floor((monotonicMs + offsetMs) * MICROS);
  clock.lastUs = us > clock.lastUs ? us : clock.lastUs + 1;
  return clock.lastUs;
}

let secondOfPrefix = -1;
let prefix = '';

/** Canonical, with 6 digits; the part above the second is made once a second. */
function formatUs(us: number): string {
  const second = Math.floor(us / SECOND_US);
  if (second !== secondOfPrefix) {
    secondOfPrefix = second;
    prefix = new Date(second * MICROS).toISOString().slice(0, 20);
  }
  return `${prefix}${String(SECOND_US + (us - second * SECOND_US)).slice(1)}Z`;
}

const ID_DIGITS = 16;
const POOL_BYTES = 4_096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let poolHex = '';
let poolAt = 0;

function nextOperationId(): string {
  if (poolAt >= poolHex.length) {
    poolHex = randomFillSync(pool).toString('hex');
    poolAt = 0;
  }
  poolAt += ID_DIGITS;
  return poolHex.slice(poolAt - ID_DIGITS, poolAt);
}
