/** The events that wait, oldest first. Bounded in events and bytes; when it is full the newest is not taken in. */
import type { BufferedEvent } from './buffered-event.js';

/** Events a chunk: growing by chunks copies nothing, so that no single call pays for the growth of a long list. */
const CHUNK_EVENTS = 256;

export interface BufferLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

export class EventBuffer {
  private readonly chunks: BufferedEvent[][] = [[]];
  /** Position of the oldest event in the first chunk. */
  private head = 0;
  private events = 0;
  private bytes = 0;

  constructor(private readonly limits: BufferLimits) {}

  get length(): number {
    return this.events;
  }

  /** One event always fits into an empty buffer, however large it is: it will be cut to a line. */
  hasRoomFor(bytes: number): boolean {
    if (this.events === 0) return true;
    return this.events < this.limits.maxEvents && this.bytes + bytes <= this.limits.maxBytes;
  }

  push(event: BufferedEvent): void {
    let chunk = this.chunks[this.chunks.length - 1];
    if (chunk === undefined || chunk.length === CHUNK_EVENTS) {
      chunk = [];
      this.chunks.push(chunk);
    }
    chunk.push(event);
    this.events++;
    this.bytes += event.bytes;
  }

  peek(): BufferedEvent | undefined {
    return this.chunks[0]?.[this.head];
  }

  shift(): BufferedEvent | undefined {
    const event = this.peek();
    if (event === undefined) return undefined;
    this.head++;
    this.events--;
    this.bytes -= event.bytes;
    if (this.head === CHUNK_EVENTS || this.events === 0) {
      this.chunks.shift();
      this.head = 0;
    }
    return event;
  }
}
