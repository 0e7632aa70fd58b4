/** Writes and reads a file of so many MiB in pieces; says by how many MiB its memory grew meanwhile, at most. */
import { createHash } from 'node:crypto';
import { closeManagers, localConfig, openManagers } from '../open-managers.js';

const [, , dir = '', mebibytes = ''] = process.argv;
const MIB = 1_048_576;
const managers = openManagers(dir, { logEvent() {} });
const { backends, buckets } = managers;
await backends.createBackend('archive', localConfig(dir));
await buckets.createBucket('bucket-1', { backend: 'archive' });
await buckets.writeFile('bucket-1', '/small', 'to load what is needed');

const hash = createHash('sha256');
async function* makePieces(): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < Number(mebibytes); number++) {
    const piece = Buffer.alloc(MIB, number % 256);
    hash.update(piece);
    yield piece;
  }
}
const before = process.memoryUsage().rss;
let most = before;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 5);
const { sha256, size } = await buckets.writeFile('bucket-1', '/large', makePieces());
let read = 0;
for await (const piece of buckets.openFile('bucket-1', '/large')) read += piece.length;
await buckets.renameFile('bucket-1', '/large', '/larger');
await buckets.deleteFile('bucket-1', '/larger');
clearInterval(watch);
await closeManagers(managers);
const isSame = sha256 === hash.digest('hex') && read === size;
process.stdout.write(JSON.stringify({ isSame, size, grownMib: (most - before) / MIB, mostMib: most / MIB }));
