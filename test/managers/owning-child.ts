/** Owns the folders of all managers until it is killed. */
import { openManagers } from './open-managers.js';

const [, , dir = ''] = process.argv;
const { backends, wal, pins, journal, buckets } = openManagers(dir, { logEvent() {} });
await backends.listBackends();
await wal.listOperations();
await pins.listPins();
await journal.needsRecovery();
await buckets.recover();
process.stdout.write('owns\n');
setInterval(() => {}, 60_000);
