import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockFolder } from '../../local/folder-lock.js';

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
});
