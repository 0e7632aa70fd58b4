import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockFolder } from '../../../../shared/client/folder-lock/folder-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('lockFolder', () => {
  it('refuses a second holder and names the first', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    expect(() => lockFolder(folder)).toThrow(`${folder} is in use by process ${process.pid}`);
    lock.release();
  });

  it('leaves nothing behind when it is released, and can be taken again', () => {
    lockFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(folder).release();
  });

  it('takes over the lock of a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    writeFileSync(join(folder, 'lock'), `${child.pid} 123`);
    const lock = lockFolder(folder);
    expect(readdirSync(folder)).toEqual(['lock']);
    lock.release();
  });

  it.each(['', 'not a pid', '0 1', '-1 1'])('takes over a lock that says %j', (content) => {
    writeFileSync(join(folder, 'lock'), content);
    lockFolder(folder).release();
  });

  it('takes over the lock of a pid that another process has now, by the start of that process', () => {
    writeFileSync(join(folder, 'lock'), `${process.pid} 1`);
    lockFolder(folder).release();
  });

  it('does not remove a lock that is no longer its own', () => {
    const lock = lockFolder(folder);
    writeFileSync(join(folder, 'lock'), 'somebody else');
    lock.release();
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('has a code, and another name is another lock', () => {
    const lock = lockFolder(folder, 'pins.lock');
    lockFolder(folder, 'wal.lock').release();
    expect(() => lockFolder(folder, 'pins.lock')).toThrow(expect.objectContaining({ code: 'folder_in_use' }));
    lock.release();
  });

  it.runIf(process.platform === 'linux')(
    'takes over the lock of a process that was killed and not yet buried',
    async () => {
      // The shell becomes a program that never asks what became of its child.
      const script = 'sleep 60 & echo $!; kill -9 $!; exec sleep 60';
      const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        const [line] = await once(parent.stdout, 'data');
        const pid = Number(String(line));
        const readFields = () => {
          const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
          return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        };
        while (readFields()[0] !== 'Z') await sleep(5);
        writeFileSync(join(folder, 'lock'), `${pid} ${readFields()[19]}`);
        lockFolder(folder).release();
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );
});
