import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { AuditLogger } from '../../../../shared/client/record/audit-logger.js';
import { FileSender } from '../../../../shared/client/senders/file-sender.js';
import { readLine } from '../../../../shared/event/line/line-reader.js';

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'audit-')), 'files');
});

const files = () => readdirSync(directory).sort();
const linesOf = (name: string) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1);
const allLines = () => files().flatMap(linesOf);
const totalBytes = () => files().reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
const body = (text: string, bytes = 1_000) => `${text.padEnd(bytes - 1, '.')}\n`;

describe('file sender', () => {
  test('storage.type file: a receipt resolves when the line is in a file, and the logger says that it is not queryable', async () => {
    const warnings: string[] = [];
    const audit = new AuditLogger({ storage: { type: 'file', directory } }, { warn: (text) => warnings.push(text) });
    await audit.logEvent({ event_type: 'vfs_operation', action: 'write', status: 'success', resource_id: 'b:/f' });
    const lines = allLines();
    expect(lines).toHaveLength(1);
    expect(readLine(lines[0] ?? '')).toMatchObject({ event: { resource_id: 'b:/f', seq: 1 } });
    audit.logEvent({ event_type: 'vfs_operation', action: 'read', status: 'success' });
    await audit.close();
    expect(allLines()).toHaveLength(2);
    expect(warnings).toEqual([expect.stringMatching(/cannot be queried/)]);
  });

  test('only the owner can read the files', async () => {
    const sender = new FileSender({ directory, maxTotalBytes: 1e6, retentionDays: 90 });
    await sender.send([body('a')]);
    expect(statSync(join(directory, files()[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    await sender.close();
  });

  test('files rotate, and all together stay below max_size_mb: the oldest go', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const sender = new FileSender({ directory, maxTotalBytes: 20_000, retentionDays: 90, nowMs: () => now });
    for (let at = 0; at < 100; at++) {
      now += 1_000;
      expect(await sender.send([body(`event ${at} `)])).toEqual([{ outcome: 'accepted' }]);
      expect(totalBytes()).toBeLessThanOrEqual(20_000);
    }
    await sender.close();
    const kept = allLines().map((line) => Number(/event (\d+)/.exec(line)?.[1]));
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, at) => 100 - kept.length + at));
    expect(kept.length).toBeGreaterThanOrEqual(17);
    expect(files().length).toBeGreaterThanOrEqual(9);
  });

  test('files older than retention_days go, and files of others stay', async () => {
    const now = Date.parse('2026-06-01T00:00:00Z');
    const first = new FileSender({
      directory,
      maxTotalBytes: 1e6,
      retentionDays: 90,
      nowMs: () => now - 91 * 86_400_000,
    });
    await first.send([body('old')]);
    await first.close();
    const old = files()[0] ?? '';
    utimesSync(join(directory, old), new Date(now - 91 * 86_400_000), new Date(now - 91 * 86_400_000));
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    const second = new FileSender({ directory, maxTotalBytes: 1e6, retentionDays: 90, nowMs: () => now });
    await second.send([body('new')]);
    await second.close();
    expect(files()).not.toContain(old);
    expect(files()).toContain('notes.txt');
    expect(files()).toHaveLength(2);
  });

  test('two processes that share a directory never share a file', async () => {
    const options = { directory, maxTotalBytes: 1e6, retentionDays: 90, nowMs: () => 0 };
    const senders = [new FileSender(options), new FileSender(options)];
    await Promise.all(senders.map((sender, at) => sender.send([body(`from ${at}`)])));
    expect(files()).toHaveLength(2);
    for (const sender of senders) await sender.close();
  });

  test('a directory that cannot be written to is tried again, and nothing is written twice', async () => {
    writeFileSync(directory, 'in the way');
    const sender = new FileSender({ directory, maxTotalBytes: 1e6, retentionDays: 90 });
    expect(await sender.send([body('a')])).toMatchObject([{ outcome: 'retry' }]);
    rmSync(directory);
    expect(await sender.send([body('a')])).toEqual([{ outcome: 'accepted' }]);
    await sender.close();
    expect(allLines()).toHaveLength(1);
  });
});
