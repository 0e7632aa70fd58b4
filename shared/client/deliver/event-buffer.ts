/** The events that wait, oldest first. Bounded in events and bytes; when it is full the newest is not taken in. */
import type { BufferedEvent } from '../event/buffered-event.js';

export interface BufferLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** Each event knows the next: no list grows, so no single call pays for that. */
export class EventBuffer {
  private oldest: BufferedEvent | undefined;
  private newest: BufferedEvent | undefined;
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
    if (this.newest === undefined) this.oldest = event;
    else this.newest.next = event;
    this.newest = event;
    this.events++;
    this.bytes += event.bytes;
  }

  peek(): BufferedEvent | undefined {
    return this.oldest;
  }

  shift(): BufferedEvent | undefined {
    const event = this.oldest;
    if (event === undefined) return undefined;
    this.oldest = event.next;
    if (this.oldest === undefined) this.newest = undefined;
    // An old event that is garbage would keep the young ones behind it from being collected.
    event.next = undefined;
    this.events--;
    this.bytes -= event.bytes;
    return event;
  }
}
