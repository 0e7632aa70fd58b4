/** The store's writing roles in memory, and a wrapper that makes them fail in every way a table can. */
import type { EpochSource } from '../../shared/store/cached-epochs.js';
import { Epochs } from '../../shared/store/epochs.js';
import type { EventItem, LinkItem } from '../../shared/store/event-item.js';
import type { EventWriter } from '../../shared/store/event-writer.js';
import { type ManifestItem, parseManifestItem } from '../../shared/store/manifest.js';
import type { ManifestMessage } from '../../shared/store/manifest-messages.js';
import type { ManifestWriter } from '../../shared/store/manifest-writer.js';
import type { MessageProgress } from '../../shared/store/message-progress.js';
import type { QuarantineItem } from '../../shared/store/quarantine-item.js';
import type { QuarantineWriter } from '../../shared/store/quarantine-writer.js';
import type { SenderDirectory } from '../../shared/store/sender-directory.js';

export interface StoreRoles {
  readonly events: EventWriter;
  readonly quarantine: QuarantineWriter;
  readonly manifests: ManifestWriter;
  readonly progress: MessageProgress;
  readonly epochs: EpochSource;
  readonly senders: SenderDirectory;
}

type AnyItem = EventItem | LinkItem | QuarantineItem | ManifestItem;
const keyOf = (item: AnyItem) => `${item.pk}\n${item.sk}`;

export class MemoryStore
  implements EventWriter, QuarantineWriter, ManifestWriter, MessageProgress, EpochSource, SenderDirectory
{
  readonly senders = new Map<string, number>();
  readonly items = new Map<string, AnyItem>();
  readonly doneLines = new Map<string, number>();

  writeEvents(items: readonly (EventItem | LinkItem)[]) {
    return this.#write(items);
  }

  writeQuarantine(items: readonly QuarantineItem[]) {
    return this.#write(items);
  }

  async putManifest(item: ManifestItem): Promise<void> {
    if (this.items.has(keyOf(item))) throw new Error('the manifest is there already');
    this.items.set(keyOf(item), item);
  }

  async findDoneLines(messageId: string): Promise<number> {
    return this.doneLines.get(messageId) ?? 0;
  }

  async putDoneLines(messageId: string, lines: number): Promise<void> {
    this.doneLines.set(messageId, lines);
  }

  async getEpochs(): Promise<Epochs> {
    return new Epochs([]);
  }

  /** Numbers in the order in which they are asked for, from 1. */
  async getNumber(sender: string): Promise<number> {
    const number = this.senders.get(sender) ?? this.senders.size + 1;
    this.senders.set(sender, number);
    return number;
  }

  get roles(): StoreRoles {
    return { events: this, quarantine: this, manifests: this, progress: this, epochs: this, senders: this };
  }

  get events(): EventItem[] {
    return [...this.items.values()].filter((item): item is EventItem => 'li' in item);
  }

  get links(): LinkItem[] {
    return [...this.items.values()].filter((item): item is LinkItem => 'tp' in item);
  }

  get quarantined(): QuarantineItem[] {
    return [...this.items.values()].filter((item): item is QuarantineItem => 'raw' in item);
  }

  get manifests(): { messages: ManifestMessage[]; ids: string[] }[] {
    return [...this.items.values()]
      .filter((item): item is ManifestItem => 'manifest' in item)
      .map((item) => {
        const { messages, entries } = parseManifestItem(item);
        return { messages, ids: entries.map((entry) => entry.event_id) };
      });
  }

  get listedIds(): Set<string> {
    return new Set(this.manifests.flatMap((manifest) => manifest.ids));
  }

  async #write<T extends AnyItem>(items: readonly T[]): Promise<readonly T[]> {
    if (items.length > 25 || new Set(items.map(keyOf)).size !== items.length) {
      throw new Error('a request names a key twice, or too many items');
    }
    for (const item of items) this.items.set(keyOf(item), item);
    return [];
  }
}

export type Role = 'events' | 'quarantine' | 'manifest';

/** What happens to one call: `keep` says of each item whether it is stored; then the call answers, or does not. */
export interface Fault {
  readonly keep: (index: number) => boolean;
  readonly answer: 'truth' | 'error' | 'never';
}

export const FAULTS = {
  none: { keep: () => true, answer: 'truth' },
  throttled: { keep: () => false, answer: 'error' },
  responseLost: { keep: () => true, answer: 'error' },
  hangs: { keep: () => false, answer: 'never' },
} as const satisfies Record<string, Fault>;

/** `decide` is asked before every call; `call` counts from 0 over all roles. */
export function makeFaulty(store: MemoryStore, decide: (call: number, role: Role, items: number) => Fault): StoreRoles {
  let calls = 0;
  const run = async <T extends AnyItem>(
    role: Role,
    items: readonly T[],
    write: (items: readonly T[]) => Promise<unknown>,
  ): Promise<readonly T[]> => {
    const fault = decide(calls++, role, items.length);
    const kept = items.filter((_, index) => fault.keep(index));
    if (kept.length > 0) await write(kept);
    if (fault.answer === 'error') throw new Error('no answer');
    if (fault.answer === 'never') await new Promise(() => {});
    return items.filter((item) => !kept.includes(item));
  };
  return {
    events: { writeEvents: (items) => run('events', items, (kept) => store.writeEvents(kept)) },
    quarantine: { writeQuarantine: (items) => run('quarantine', items, (kept) => store.writeQuarantine(kept)) },
    manifests: {
      putManifest: async (item) => {
        const left = await run('manifest', [item], async ([kept]) => kept && store.putManifest(kept));
        if (left.length > 0) throw new Error('not written');
      },
    },
    progress: store,
    epochs: store,
    senders: store,
  };
}
