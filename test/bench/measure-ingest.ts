/** CPU of the ingest function, with a store that takes everything and does nothing; and what its writes would cost. */
import { type NativeItem, toNativeItem } from '../../shared/store/native-item.js';
import { countWriteUnits } from '../../shared/store/write-units.js';
import { makeEnvelopes, runIngest } from '../support/ingest-fixture.js';
import { MemoryStore, type StoreRoles } from '../support/memory-store.js';
import { type Figure, median } from './figure.js';

const MESSAGES = 20;
const EVENTS_EACH = 500;
const EVENTS = MESSAGES * EVENTS_EACH;
const WARM_UP_ROUNDS = 6;
const ROUNDS = 25;

const stubStore: StoreRoles = {
  events: { writeEvents: async () => [] },
  progress: { findDoneLines: async () => 0, putDoneLines: async () => {} },
  quarantine: { writeQuarantine: async () => [] },
  manifests: { putManifest: async () => {} },
  epochs: new MemoryStore(),
  senders: new MemoryStore(),
};

export async function measureIngest(): Promise<Figure[]> {
  const messages = makeEnvelopes(MESSAGES, EVENTS_EACH);
  const costs: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const before = process.cpuUsage();
    const { report } = await runIngest(stubStore, messages);
    const { user, system } = process.cpuUsage(before);
    if (report?.stored !== EVENTS) throw new Error(`stored ${report?.stored} of ${EVENTS}`);
    if (round >= WARM_UP_ROUNDS) costs.push((user + system) / EVENTS);
  }
  return [
    {
      name: 'CPU an event in the ingest, stub store',
      value: median(costs),
      unit: 'µs',
      atMost: 15,
      note: `best round ${Math.min(...costs).toFixed(2)}`,
    },
  ];
}

/** By AWS's rules, from the items that the ingest writes for one batch of full messages. */
export async function measureWriteUnits(): Promise<Figure[]> {
  const store = new MemoryStore();
  await runIngest(store.roles, makeEnvelopes(MESSAGES, EVENTS_EACH));
  const manifests = [...store.items.values()].filter((item) => 'manifest' in item);
  const units = (items: readonly NativeItem[]) => items.reduce((sum, item) => sum + countWriteUnits(item), 0);
  const withoutLinks = units(store.events.map(toNativeItem)) + units(manifests.map(toNativeItem));
  const links = units(store.links.map(toNativeItem));
  return [
    {
      name: 'write units an event, manifests included, without links',
      value: withoutLinks / EVENTS,
      unit: '',
      atLeast: 3.05,
      atMost: 3.1,
      note: `${((withoutLinks + links) / EVENTS).toFixed(2)} with the set's ${(store.links.length / EVENTS).toFixed(2)} links an event`,
    },
  ];
}
