/** Fills the disk with files of a bucket, deletes all of them, and says what happened: a JSON object on stdout. */
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { closeManagers, localConfig, openManagers } from '../open-managers.js';

const [, , dir = ''] = process.argv;
const audit = new MemoryAuditLogger();
const managers = openManagers(dir, audit);
const { backends, buckets } = managers;
await backends.createBackend('archive', localConfig(dir));
await buckets.createBucket('bucket-1', { backend: 'archive' });

const written: string[] = [];
const codes = new Set<string>();
/** Of sizes that fill it to the last block. */
for (const size of [300_000, 60_000, 9_000, 1_000, 10]) {
  for (let failures = 0; failures < 2; ) {
    const path = `/${size}/${written.length}`;
    try {
      await buckets.writeFile('bucket-1', path, 'x'.repeat(size));
      written.push(path);
    } catch (error) {
      codes.add(String(Reflect.get(Object(error), 'code')));
      failures += 1;
    }
    if (written.length > 400) break;
  }
}
const listed = (await buckets.listFiles('bucket-1')).map(({ path }) => path);
const broken: string[] = [];
for (const path of listed) if (!(await buckets.readFile('bucket-1', path).catch(() => undefined))) broken.push(path);
const undeleted: string[] = [];
for (const path of listed) {
  await buckets.deleteFile('bucket-1', path).catch((error: unknown) => undeleted.push(`${path}: ${String(error)}`));
}
// What was refused is not done by anybody later.
await buckets.recover();
const left = await buckets.listFiles('bucket-1');
await buckets.writeFile('bucket-1', '/again.txt', 'there is room again');
await closeManagers(managers);
const successes = audit.list({ event_type: 'vfs_operation', action: 'write', status: 'success' }).length;
process.stdout.write(
  JSON.stringify({
    written: written.length,
    isListed: JSON.stringify(listed) === JSON.stringify(written.toSorted()),
    codes: [...codes],
    broken,
    undeleted,
    left: left.length,
    successes,
  }),
);
