/** What becomes of everything that one batch writes, and which messages wait for it. */
import type { EventItem, LinkItem } from '../../shared/store/event-item.js';
import type { QuarantineItem } from '../../shared/store/quarantine-item.js';
import type { MessageWork, RefusedItem } from './message-work.js';

/** What is written under one name: an event with its links, or one item of quarantine. */
export interface Landing {
  state: 'open' | 'stored' | 'refused';
  /** Writes that are not durable yet. */
  openWrites: number;
  waiting: MessageWork[];
  /** What the table will never take as it is. */
  refused?: RefusedItem | undefined;
}

export interface EventWrite {
  readonly kind: 'event';
  readonly item: EventItem | LinkItem;
  readonly landing: Landing;
}
export interface QuarantineWrite {
  readonly kind: 'quarantine';
  readonly item: QuarantineItem;
  readonly landing: Landing;
}
export type Write = EventWrite | QuarantineWrite;

/** The same name is written once in a batch, because BatchWriteItem refuses a request that names a key twice. */
export class Landings {
  readonly #landings = new Map<string, Landing>();

  /**
   * `name`: an event id, which names its links as well, or the sort key of a quarantine item. A new landing has to be
   * written to, `writes` times; `shared` says that an earlier message's writes serve this one as well; `repeated` that
   * this message has joined it before.
   */
  join(work: MessageWork, name: string, writes: number): Landing | 'shared' | 'repeated' {
    if (work.joined.has(name)) return 'repeated';
    work.joined.add(name);
    const known = this.#landings.get(name);
    if (known === undefined) {
      const landing: Landing = { state: 'open', openWrites: writes, waiting: [work] };
      this.#landings.set(name, landing);
      work.openLandings += 1;
      return landing;
    }
    if (known.refused !== undefined) work.refuse(name, known.refused);
    if (known.state === 'open') {
      known.waiting.push(work);
      work.openLandings += 1;
    }
    return 'shared';
  }
}

/** One write has ended: the item is stored, or `refused`, when the table will never take it as it is. */
export function settle(landing: Landing, refused?: RefusedItem): void {
  landing.openWrites -= 1;
  if (refused !== undefined) {
    landing.state = 'refused';
    landing.refused ??= refused;
  }
  if (landing.openWrites > 0) return;
  if (landing.state === 'open') landing.state = 'stored';
  for (const work of landing.waiting) {
    work.openLandings -= 1;
    if (landing.refused !== undefined) work.refuse(landing.refused.sk, landing.refused);
  }
  landing.waiting = [];
}
