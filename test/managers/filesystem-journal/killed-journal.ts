/** Runs in a process of its own, which kills itself at the n-th call that changes the disk, in the middle of a write. */
import { countingDisk } from '../counting-disk.js';
import { changeFiles, openJournal } from './journal-tasks.js';

const [, , task = '', dir = '', killAt = '0'] = process.argv;

const disk = countingDisk(async (call, doHalf) => {
  if (call !== Number(killAt)) return;
  await doHalf();
  process.kill(process.pid, 'SIGKILL');
  // A killed process does not come back from here.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

const journal = openJournal(dir, disk);
if (task === 'change') await changeFiles(journal, (what) => process.stdout.write(`${what}\n`));
else await journal.recover();
