import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISK, type Disk } from '../../managers/disk.js';
import { RecordLog } from '../../managers/record-log.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';

/** A disk that writes half of what it is given, and then says that it is full, while `isFull()`. */
function fillingDisk(isFull: () => boolean): Disk {
  const open: Disk['open'] = async (...args) => {
    const file = await DISK.open(...args);
    const { appendFile } = file;
    file.appendFile = async (data) => {
      if (!isFull()) return appendFile.call(file, data);
      await appendFile.call(file, String(data).slice(0, 5));
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    return file;
  };
  return { ...DISK, open };
}

describe('a log of records', () => {
  it('is empty before there is a file, and makes its folder', async () => {
    const log = new RecordLog(join(await makeTemporaryFolder(), 'a', 'b', 'log'));
    expect(log.readLines()).toEqual([]);
    await log.append('one');
    expect(log.readLines()).toEqual(['one']);
  });

  it('keeps every whole line of a file that was cut at any byte, and goes on behind them', async () => {
    const path = join(await makeTemporaryFolder(), 'log');
    const lines = ['first', 'zweite Zeile mit ü', '3'];
    const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    for (let end = 0; end <= whole.length; end++) {
      writeFileSync(path, whole.subarray(0, end));
      const kept = whole.subarray(0, end).toString('latin1').split('\n').length - 1;
      const log = new RecordLog(path);
      expect(log.readLines(), `cut at ${end}`).toEqual(lines.slice(0, kept));
      await log.append('next');
      expect(new RecordLog(path).readLines(), `cut at ${end}`).toEqual([...lines.slice(0, kept), 'next']);
    }
  });

  it('is as before when an append fails half-way, and takes the next line whole', async () => {
    const path = join(await makeTemporaryFolder(), 'log');
    let isFull = false;
    const log = new RecordLog(
      path,
      fillingDisk(() => isFull),
    );
    await log.append('one');
    isFull = true;
    await expect(log.append('two, which does not fit')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    isFull = false;
    await log.append('three');
    expect(new RecordLog(path).readLines()).toEqual(['one', 'three']);
  });

  it('is replaced as a whole', async () => {
    const path = join(await makeTemporaryFolder(), 'log');
    const log = new RecordLog(path);
    await log.append('one');
    await log.append('two');
    await log.replace(['two']);
    await log.append('three');
    expect(new RecordLog(path).readLines()).toEqual(['two', 'three']);
  });
});
