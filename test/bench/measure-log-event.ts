/** What a call of `logEvent` costs the operation that makes it: time beside `JSON.stringify` of the same event, and memory. */

import type { EventInput } from '../../shared/client/event/event-logger.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { type Figure, median, quantile } from './figure.js';
import { makeBareInputs, makeTrackedInputs } from './inputs.js';

/** Few enough to stay in the processor's cache, where the event of an operation is that has just ended. */
const INPUTS = 250;
const CALLS = 2_000;
/** More while memory is measured: what is counted in whole pages must not matter. */
const CALLS_FOR_BYTES = 16_000;
const WARM_UP_ROUNDS = 40;
const ROUNDS = 120;

/** A logger with the defaults, whose queue takes everything at once. */
export function createStubbedLogger(): AuditLogger {
  const send = async (bodies: readonly string[]) => bodies.map(() => ({ outcome: 'accepted' as const }));
  return new AuditLogger({}, { sender: { send }, producerId: 'p-4f1c2a9be07d5563' });
}

function timeLogging(logger: AuditLogger, inputs: readonly EventInput[]): number {
  const start = performance.now();
  for (const input of inputs) logger.logEvent(input);
  return performance.now() - start;
}

function timeStringify(inputs: readonly EventInput[]): number {
  const start = performance.now();
  let length = 0;
  for (const input of inputs) length += JSON.stringify(input).length;
  // Used, so that no compiler may leave the work out.
  if (length === 0) throw new Error('there is no event');
  return performance.now() - start;
}

export interface CallCosts {
  /** Time of a call divided by that of JSON.stringify of the same event. */
  readonly ratio: number;
  readonly nanoseconds: number;
  /** 99th percentile of single calls divided by their median. */
  readonly p99: number;
  /** Allocated in a call, garbage included; undefined without `--expose-gc`. */
  readonly bytes: number | undefined;
}

/** Both by turns, so that what else the machine does falls on both; after each round everything is sent, untimed. */
export async function measureCalls(
  distinct: readonly EventInput[],
  { warmUpRounds = WARM_UP_ROUNDS, rounds = ROUNDS } = {},
): Promise<CallCosts> {
  const inputs = Array.from({ length: CALLS }, (_, at) => distinct[at % distinct.length] as EventInput);
  const logger = createStubbedLogger();
  const repeat = async <T>(times: number, measure: () => T): Promise<T[]> => {
    const results: T[] = [];
    for (let round = 0; round < times; round++) {
      results.push(measure());
      await logger.flush();
    }
    return results;
  };
  const compare = () => ({ stringify: timeStringify(inputs), logging: timeLogging(logger, inputs) });
  await repeat(warmUpRounds, compare);
  const times = await repeat(rounds, compare);
  const singles = await repeat(rounds, () => timeSingleCalls(logger, inputs));
  const bytes = globalThis.gc === undefined ? [] : await repeat(rounds, () => measureBytes(logger, inputs));
  await logger.close();
  return {
    ratio: median(times.map(({ logging, stringify }) => logging / stringify)),
    nanoseconds: median(times.map(({ logging }) => (logging / inputs.length) * 1e6)),
    p99: median(singles.map((calls) => quantile(calls, 0.99) / median(calls))),
    bytes: bytes.length === 0 ? undefined : median(bytes),
  };
}

/** Milliseconds of each call, less what reading the clock takes. */
function timeSingleCalls(logger: AuditLogger, inputs: readonly EventInput[]): number[] {
  const empty: number[] = [];
  const calls: number[] = [];
  for (const input of inputs) {
    const before = performance.now();
    const start = performance.now();
    logger.logEvent(input);
    const end = performance.now();
    empty.push(start - before);
    calls.push(end - start);
  }
  const clock = median(empty);
  return calls.map((ms) => Math.max(0, ms - clock));
}

function measureBytes(logger: AuditLogger, inputs: readonly EventInput[]): number {
  // Without a collection beforehand one might fall into the calls and take away what they allocated.
  globalThis.gc?.({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  const times = Math.ceil(CALLS_FOR_BYTES / inputs.length);
  for (let time = 0; time < times; time++) for (const input of inputs) logger.logEvent(input);
  return (process.memoryUsage().heapUsed - before) / (times * inputs.length);
}

export async function measureTrackedCalls(): Promise<Figure[]> {
  return describe('by tracking', await measureCalls(makeTrackedInputs(INPUTS)));
}

export async function measureBareCalls(): Promise<Figure[]> {
  return describe('by hand', await measureCalls(makeBareInputs(INPUTS)));
}

function describe(how: string, { ratio, nanoseconds, p99, bytes }: CallCosts): Figure[] {
  return [
    {
      name: `logEvent / JSON.stringify, ${how}`,
      value: ratio,
      unit: '',
      atMost: 0.35,
      note: `${nanoseconds.toFixed(0)} ns`,
    },
    { name: `logEvent p99 / median, ${how}`, value: p99, unit: '', atMost: 4 },
    { name: `logEvent allocates, ${how}`, value: bytes ?? Number.NaN, unit: 'B', atMost: 450 },
  ];
}
