/** A bucket on a backend that does what a test says before and after each object is stored or removed. */
import { join } from 'node:path';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { CLASSES, localConfig, openManagers } from '../open-managers.js';
import { hookBackends, type StoreHooks } from './slow-backends-class.js';

/** `bucket-1` on `archive`, whose stores call the hooks. */
export async function openSlowBucket({ attemptTimeoutMs = 250 } = {}) {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const hooks: { current: StoreHooks } = { current: {} };
  class ShortWAL extends CLASSES.StorageWAL {
    constructor(options: ConstructorParameters<typeof CLASSES.StorageWAL>[0]) {
      super({ ...options, attemptTimeoutMs, keptFinished: 20 });
    }
  }
  const classes = { ...CLASSES, BackendManager: hookBackends(hooks), StorageWAL: ShortWAL };
  const managers = openManagers(dir, audit, classes);
  await managers.backends.createBackend('archive', localConfig(dir));
  await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
  audit.clear();
  const read = async () => Buffer.from(await managers.buckets.readFile('bucket-1', '/a.txt')).toString();
  return { dir, audit, hooks, read, classes, content: join(dir, 'content'), ...managers };
}
