/** Fills message bodies to one billing chunk, by an estimate of the compression that each body corrects. */
import { createHmac } from 'node:crypto';
import type { EnvelopeContent, PreviousEnvelope } from '../../event/envelope/envelope.js';
import { collectRanges } from '../../event/envelope/sequence-ranges.js';
import { COMPRESS_ABOVE_BYTES, MAX_ENVELOPE_BYTES, MAX_LINE_BYTES } from '../../event/values/limits.js';
import type { Receipt } from '../fates/receipt.js';
import type { BodyFormat } from '../senders/body-format.js';
import type { SampledOut, SampledOutRanges } from './sampled-out.js';

/** An event on its way: its line, and who waits for it. */
export interface PackedEvent {
  readonly line: string;
  readonly seq: number;
  readonly receipt: Receipt;
}

/** One message body and the events in it. */
export interface Pack {
  readonly body: string;
  readonly events: readonly PackedEvent[];
  readonly sampledOut: SampledOutRanges;
  /** The body before it of the same run; absent in the first. */
  readonly previous: PreviousEnvelope | undefined;
}

/** Aiming a little low: a body that came out too large costs a second compression. */
const FILL = 0.97;
/** Weight of the latest body in the estimate. */
const LEARNING = 0.5;

export class Packing {
  private waiting: PackedEvent[] = [];
  private bytes = 0;
  /** Bytes of body for a byte of line. */
  private ratio: number;
  /** Of the last body, for the next: a chain in which a body that went missing shows. */
  private previous: PreviousEnvelope | undefined;

  constructor(
    private readonly format: BodyFormat,
    private readonly producerId: string,
    private readonly sampledOut: SampledOut,
    /** 32 hexadecimal digits, drawn anew for each run of a producer: without them nobody can aim at an id of it. */
    private readonly nonce: string,
  ) {
    this.ratio = format.firstRatio;
  }

  get length(): number {
    return this.waiting.length;
  }

  get firstSeq(): number | undefined {
    return this.waiting[0]?.seq;
  }

  get isFull(): boolean {
    return (
      this.waiting.length >= this.format.maxEvents ||
      this.bytes * this.ratio >= this.format.targetBytes * FILL ||
      this.bytes >= MAX_ENVELOPE_BYTES - 2 * MAX_LINE_BYTES
    );
  }

  add(event: PackedEvent): void {
    this.waiting.push(event);
    this.bytes += event.line.length + 1;
  }

  /** One body with as many of the waiting events as fit, the oldest first; the others go on waiting. */
  write(): Pack {
    let events = this.waiting;
    for (;;) {
      const pack = this.writeAll(events, this.sampledOut.takeUpTo(events.at(-1)?.seq ?? 0), this.previous);
      const size = pack.body.length;
      if (size <= this.format.targetBytes || events.length <= 1) {
        this.waiting = this.waiting.slice(events.length);
        this.bytes = countBytes(this.waiting);
        this.previous = this.describe(events) ?? this.previous;
        return pack;
      }
      this.sampledOut.putBack(pack.sampledOut);
      const fitting = Math.floor(((events.length * this.format.targetBytes) / size) * FILL);
      events = events.slice(0, Math.min(events.length - 1, Math.max(1, fitting)));
    }
  }

  /** The same events again in two bodies, because the storage refused them in one. */
  divide(pack: Pack): Pack[] {
    const middle = Math.ceil(pack.events.length / 2);
    const first = pack.events.slice(0, middle);
    return [
      this.writeAll(first, pack.sampledOut, pack.previous),
      this.writeAll(pack.events.slice(middle), {}, this.describe(first)),
    ];
  }

  /** A body without events, for sampled-out numbers that no event follows; undefined when there is nothing to tell. */
  writeSampledOut(): Pack | undefined {
    if (this.sampledOut.isEmpty || !this.format.listsSampledOut) return undefined;
    return this.writeAll([], this.sampledOut.takeUpTo(Number.MAX_SAFE_INTEGER), this.previous);
  }

  takeWaiting(): PackedEvent[] {
    const events = this.waiting;
    this.waiting = [];
    this.bytes = 0;
    return events;
  }

  private writeAll(
    events: readonly PackedEvent[],
    sampledOut: SampledOutRanges,
    previous: PreviousEnvelope | undefined,
  ): Pack {
    const content: EnvelopeContent = {
      producer_id: this.producerId,
      lines: events.map((event) => event.line),
      sequences: collectRanges(events.map((event) => event.seq)),
      sampled_out: sampledOut,
      nonce: this.nonce,
      prev: previous,
    };
    const body = this.format.write(content);
    this.learn(countBytes(events), body.length);
    return { body, events, sampledOut, previous };
  }

  /** What the next body says of these events; undefined for none. */
  private describe(events: readonly PackedEvent[]): PreviousEnvelope | undefined {
    const from = events[0]?.seq;
    const to = events.at(-1)?.seq;
    if (from === undefined || to === undefined) return undefined;
    const mac = createHmac('sha256', Buffer.from(this.nonce, 'hex'));
    return { from, to, mac: mac.update(events.map(({ line }) => line).join('\n')).digest('hex') };
  }

  private learn(lineBytes: number, bodyBytes: number): void {
    // Shorter bodies are not compressed and say nothing about those that are.
    if (lineBytes > COMPRESS_ABOVE_BYTES) this.ratio += (bodyBytes / lineBytes - this.ratio) * LEARNING;
  }
}

function countBytes(events: readonly PackedEvent[]): number {
  return events.reduce((sum, event) => sum + event.line.length + 1, 0);
}
