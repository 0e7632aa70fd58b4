/** Writes a file in a process of its own, which kills itself at the n-th event of the second write, or in the backend. */
import { BackendManager } from '../../../managers/backend/backend-manager.js';
import type { ObjectStore } from '../../../managers/backend/object-store.js';
import { runInContext } from '../../../shared/client/context/context.js';
import { CLASSES, localConfig, openManagers } from '../open-managers.js';

const [, , dir = '', killAt = ''] = process.argv;
let isArmed = false;
let events = 0;

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // A killed process does not come back from here.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const auditLogger = {
  logEvent(event: { readonly event_type: string; readonly action: string }): void {
    if (!isArmed) return;
    process.stdout.write(`${event.event_type} ${event.action}\n`);
    events += 1;
    if (String(events) === killAt) die();
  },
};

class DyingBackends extends BackendManager {
  override async openStore(name: string): Promise<ObjectStore> {
    const store = await super.openStore(name);
    const { store: put } = store;
    return Object.assign(Object.create(store), {
      async store(key: string, bytes: Uint8Array): Promise<void> {
        if (isArmed && killAt === 'before storing') die();
        await put.call(store, key, bytes);
        if (isArmed && killAt === 'after storing') die();
      },
    });
  }
}

const { backends, buckets } = openManagers(dir, auditLogger, { ...CLASSES, BackendManager: DyingBackends });
await backends.createBackend('archive', localConfig(dir));
await buckets.createBucket('bucket-1', { backend: 'archive' });
await buckets.writeFile('bucket-1', '/docs/a.txt', 'one');
isArmed = true;
await runInContext({ user_id: 'alice', correlation_id: 'request-2' }, () =>
  buckets.writeFile('bucket-1', '/docs/a.txt', 'two'),
);
