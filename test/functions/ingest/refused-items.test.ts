/** A table that refuses an item for what is in it, at every delivery. */
import { describe, expect, test } from 'vitest';
import { RefusedItemsError } from '../../../shared/store/event-writer.js';
import { envelopeOf, makeEnvelopes, runIngest } from '../../support/ingest-fixture.js';
import { MemoryStore, type StoreRoles } from '../../support/memory-store.js';
import { makeMixedEvents } from '../../support/mixed-events.js';

/** Refuses every request with an item that `refuses` names. */
function makeRefusing(
  store: MemoryStore,
  refuses: (item: { pk: string; sk: string; raw?: string; li?: string }) => boolean,
): StoreRoles {
  const guard =
    <T extends { pk: string; sk: string }>(write: (items: readonly T[]) => Promise<readonly T[]>) =>
    async (items: readonly T[]) => {
      if (items.some(refuses)) throw new RefusedItemsError('ValidationException');
      return write(items);
    };
  return {
    ...store.roles,
    events: { writeEvents: guard((items) => store.writeEvents(items)) },
    quarantine: { writeQuarantine: guard((items) => store.writeQuarantine(items)) },
  };
}

describe('what the table refuses for good', () => {
  test('goes to quarantine at its first delivery, in every message that holds it; all others are stored', async () => {
    const events = makeMixedEvents(6);
    const bodies = [envelopeOf(events.slice(0, 4)), envelopeOf(events.slice(2, 6))];
    const store = new MemoryStore();
    const roles = makeRefusing(store, ({ li = '' }) => li.includes('"seq":3,') || li.endsWith('"seq":3}'));
    const { returned, report } = await runIngest(
      roles,
      bodies.map((body, at) => ({ id: `m${at}`, body })),
    );
    expect(returned).toEqual([]);
    expect(store.events).toHaveLength(5);
    expect(store.quarantined).toMatchObject([
      { reason: 'refused_by_table', message_id: 'm0' },
      { reason: 'refused_by_table', message_id: 'm1' },
    ]);
    expect(report).toMatchObject({ stored: 6, quarantined: 2 });
    // Manifests list what is in the table, and nothing else.
    expect(store.listedIds).toEqual(new Set(store.events.map(({ sk }) => sk)));
  });

  test('in quarantine itself is kept without its text', async () => {
    const store = new MemoryStore();
    const roles = makeRefusing(store, ({ raw }) => raw === 'not json');
    const { returned } = await runIngest(roles, [{ id: 'm', body: 'not json' }, ...makeEnvelopes(1, 3, 'honest')]);
    expect(returned).toEqual([]);
    expect(store.events).toHaveLength(3);
    expect(store.quarantined).toMatchObject([{ reason: 'not_json', raw: '', truncated: 1, message_id: 'm' }]);
  });

  test('is handed back while not even quarantine takes it', async () => {
    const store = new MemoryStore();
    const roles = makeRefusing(store, ({ raw }) => raw !== undefined);
    const { returned } = await runIngest(roles, [{ id: 'm', body: 'not json' }, ...makeEnvelopes(1, 3, 'honest')]);
    expect(returned).toEqual(['m']);
    expect(store.events).toHaveLength(3);
  });
});
