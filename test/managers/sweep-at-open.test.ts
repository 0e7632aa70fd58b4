/** What killed processes left beside files is gone at the next start, and nothing else is. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';
import { localConfig, openManagers, reopenManagers } from './open-managers.js';

const LEFT = '.tk-01234567-89ab-4cde-8f01-23456789abcd.tmp';

it.each(['backends', 'backends/ipfs', 'wal', 'pins', 'vfs', 'vfs/buckets', 'content'])(
  'a half file in %s',
  async (folder) => {
    const dir = await makeTemporaryFolder();
    const audit = new MemoryAuditLogger();
    const managers = openManagers(dir, audit);
    await managers.backends.createBackend('archive', localConfig(dir));
    await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
    await managers.buckets.writeFile('bucket-1', '/a.txt', 'a');
    await managers.buckets.close();
    const names = [LEFT, `.tk-mine.tmp`, `a.${LEFT.slice(4)}`].map((name) => join(dir, folder, name));
    for (const name of names) {
      mkdirSync(dirname(name), { recursive: true });
      writeFileSync(name, 'half');
    }
    const again = await reopenManagers(dir, audit);
    await again.buckets.recover();
    expect(names.map((name) => existsSync(name))).toEqual([false, true, true]);
    expect(Buffer.from(await again.buckets.readFile('bucket-1', '/a.txt')).toString()).toBe('a');
  },
);
