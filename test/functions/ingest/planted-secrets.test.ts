import { describe, expect, test } from 'vitest';
import { runIngest } from '../../support/ingest-fixture.js';
import { MemoryStore } from '../../support/memory-store.js';
import { PLANTED_SECRETS } from '../../support/planted-secrets.js';

const base = { timestamp: '2026-01-31T09:30:00Z', event_type: 't', action: 'a', status: 'failure' };

/** Everything that a store holds, as text. */
const dump = (store: MemoryStore) =>
  JSON.stringify([...store.items.values()], (_key, value: unknown) => (value instanceof Uint8Array ? '' : value));

describe.each([
  { sink: 'the table', write: (event: object) => JSON.stringify(event), stored: 1 },
  {
    sink: 'quarantine, of an event that is refused',
    write: (event: object) => JSON.stringify({ ...event, colour: 1 }),
  },
  { sink: 'quarantine, of JSON that breaks off', write: (event: object) => JSON.stringify(event).slice(0, -1) },
  { sink: 'quarantine, of a list', write: (event: object) => JSON.stringify([[event], 1]) },
  { sink: 'quarantine, of a line', write: (event: object) => `{"x":1}\n${JSON.stringify(event).slice(0, -1)}` },
])('no planted secret is in $sink', ({ write, stored = 0 }) => {
  test.each(PLANTED_SECRETS)('$name', async ({ plant, secret }) => {
    const store = new MemoryStore();
    const { returned } = await runIngest(store.roles, [{ id: 'm', body: write({ ...base, ...plant }) }]);
    expect(returned).toEqual([]);
    expect(store.events).toHaveLength(stored);
    expect(dump(store)).not.toContain(secret);
    expect(store.items.size).toBeGreaterThan(1);
  });
});
