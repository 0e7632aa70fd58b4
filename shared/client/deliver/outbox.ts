/** The message bodies that are ready to be sent, oldest first. */
import type { Pack, PackedEvent } from './packing.js';

export class Outbox {
  private list: readonly Pack[] = [];

  get packs(): readonly Pack[] {
    return this.list;
  }

  get events(): number {
    return this.list.reduce((sum, pack) => sum + pack.events.length, 0);
  }

  /** The lowest sequence number in it: bodies that were sent again may have fallen behind younger ones. */
  get firstSeq(): number | undefined {
    const first = Math.min(...this.list.map((pack) => pack.events[0]?.seq ?? Number.POSITIVE_INFINITY));
    return first === Number.POSITIVE_INFINITY ? undefined : first;
  }

  add(pack: Pack): void {
    this.list = [...this.list, pack];
  }

  /** What is left after an attempt. */
  replace(packs: readonly Pack[]): void {
    this.list = packs;
  }

  takeAll(): PackedEvent[] {
    const events = this.list.flatMap((pack) => pack.events);
    this.list = [];
    return events;
  }
}
