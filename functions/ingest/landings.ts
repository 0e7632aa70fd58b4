/** What becomes of each key of the table in one batch, and which messages wait for it. */
import type { EventItem, LinkItem } from '../../shared/store/event-item.js';
import type { QuarantineItem } from '../../shared/store/quarantine-item.js';
import type { MessageWork } from './message-work.js';

export interface Landing {
  state: 'open' | 'stored' | 'refused';
  waiting: MessageWork[];
  /** The message that named the key last. */
  named: MessageWork;
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

interface Keyed {
  readonly pk: string;
  readonly sk: string;
}

/** Lone halves of surrogate pairs become U+FFFD where they are stored, so keys that differ only there are one key. */
const keyOf = ({ pk, sk }: Keyed) => `${pk.toWellFormed()}\n${sk}`;

/** Equal keys of a batch are written once, because BatchWriteItem refuses a request that names one twice. */
export class Landings {
  readonly #landings = new Map<string, Landing>();

  /** Whether this message has named the key before. */
  isNamedBy(work: MessageWork, item: Keyed): boolean {
    return this.#landings.get(keyOf(item))?.named === work;
  }

  /** A new landing to write to; undefined when an earlier write of the batch serves this message as well. */
  open(work: MessageWork, item: Keyed): Landing | undefined {
    const key = keyOf(item);
    const known = this.#landings.get(key);
    if (known === undefined) {
      const landing: Landing = { state: 'open', waiting: [work], named: work };
      this.#landings.set(key, landing);
      work.openWrites += 1;
      return landing;
    }
    known.named = work;
    if (known.state === 'refused') work.isRefused = true;
    if (known.state === 'open') {
      known.waiting.push(work);
      work.openWrites += 1;
    }
    return undefined;
  }
}

/** `refused`: the table will never take the item as it is. */
export function settle(landing: Landing, state: 'stored' | 'refused'): void {
  landing.state = state;
  for (const work of landing.waiting) {
    work.openWrites -= 1;
    if (state === 'refused') work.isRefused = true;
  }
  landing.waiting = [];
}
