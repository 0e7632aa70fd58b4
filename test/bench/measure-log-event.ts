/** What a call of `logEvent` costs the operation that makes it: time beside `JSON.stringify` of the same event, and memory. */
import { AuditLogger } from '../../shared/client/audit-logger.js';
import type { EventInput } from '../../shared/client/event-logger.js';
import { type Figure, median, quantile } from './figure.js';
import { makeBareInputs, makeTrackedInputs } from './inputs.js';

const CALLS = 2_000;
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

/** Rounds of both by turns, so that what else the machine does falls on both; between rounds everything is sent. */
export async function measureCalls(
  inputs: readonly EventInput[],
  { warmUpRounds = WARM_UP_ROUNDS, rounds = ROUNDS } = {},
): Promise<CallCosts> {
  const logger = createStubbedLogger();
  const ratios: number[] = [];
  const times: number[] = [];
  const tails: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    const stringify = timeStringify(inputs);
    const logging = timeLogging(logger, inputs);
    await logger.flush();
    const singles = timeSingleCalls(logger, inputs);
    await logger.flush();
    const allocated = measureBytes(logger, inputs);
    await logger.flush();
    if (round < warmUpRounds) continue;
    ratios.push(logging / stringify);
    times.push((logging / inputs.length) * 1e6);
    tails.push(quantile(singles, 0.99) / median(singles));
    if (allocated !== undefined) bytes.push(allocated);
  }
  await logger.close();
  return {
    ratio: median(ratios),
    nanoseconds: median(times),
    p99: median(tails),
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

function measureBytes(logger: AuditLogger, inputs: readonly EventInput[]): number | undefined {
  // Without a collection beforehand one might fall into the calls and take away what they allocated.
  if (globalThis.gc === undefined) return undefined;
  globalThis.gc({ type: 'minor' });
  const before = process.memoryUsage().heapUsed;
  for (const input of inputs) logger.logEvent(input);
  const after = process.memoryUsage().heapUsed;
  return after > before ? (after - before) / inputs.length : undefined;
}

export async function measureLogEvent(): Promise<Figure[]> {
  const tracked = await measureCalls(makeTrackedInputs(CALLS));
  const bare = await measureCalls(makeBareInputs(CALLS));
  return [...describe('by tracking', tracked), ...describe('time and id by the logger', bare)];
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
