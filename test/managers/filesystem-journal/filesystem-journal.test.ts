import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISK, type Disk } from '../../../managers/disk.js';
import { FilesystemJournal } from '../../../managers/filesystem-journal/filesystem-journal.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { findErrorCode } from '../find-error-code.js';
import { readTree } from './read-tree.js';

const text = (content: string) => Buffer.from(content);

async function openJournal(options: { disk?: Disk; checkpointAfter?: number } = {}) {
  const dir = await makeTemporaryFolder();
  const root = join(dir, 'root');
  mkdirSync(join(root, 'docs', 'empty'), { recursive: true });
  writeFileSync(join(root, 'docs', 'a.txt'), 'a');
  writeFileSync(join(root, 'docs', 'b.txt'), 'b');
  const audit = new MemoryAuditLogger();
  const open = () => new FilesystemJournal({ dir: join(dir, 'journal'), root, auditLogger: audit, ...options });
  const left = () => readdirSync(join(dir, 'journal')).filter((name) => name !== 'journal.lock');
  return { dir, root, audit, journal: open(), open, left };
}

/** All that a transaction can do, in one. */
async function changeEverything(journal: FilesystemJournal, id: string) {
  await journal.mkdir(id, 'new');
  await journal.create(id, 'new/c.txt', text('c'));
  await journal.write(id, 'new/c.txt', text('cc'));
  await journal.write(id, 'docs/a.txt', text('changed'));
  await journal.rename(id, 'docs/a.txt', 'new/moved.txt');
  await journal.delete(id, 'docs/b.txt');
  await journal.create(id, 'docs/b.txt', text('another b'));
  await journal.delete(id, 'docs/empty');
  await journal.rename(id, 'docs', 'papers');
}

describe('a transaction', () => {
  it('that is committed stays, also after a recovery', async () => {
    const { root, journal, open } = await openJournal();
    const { transactionId } = await journal.begin();
    await changeEverything(journal, transactionId);
    expect(await journal.commit(transactionId)).toEqual({ steps: 9 });
    const after = {
      new: null,
      'new/c.txt': 'cc',
      'new/moved.txt': 'changed',
      papers: null,
      'papers/b.txt': 'another b',
    };
    expect(readTree(root)).toEqual(after);
    await journal.close();
    expect(await open().recover()).toEqual({ rolledBack: 0, kept: 1 });
    expect(readTree(root)).toEqual(after);
  });

  it('that is rolled back leaves nothing, not even other permissions', async () => {
    const { root, journal, left } = await openJournal();
    chmodSync(join(root, 'docs', 'b.txt'), 0o640);
    const before = readTree(root);
    const { transactionId } = await journal.begin();
    await changeEverything(journal, transactionId);
    expect(await journal.rollback(transactionId, 'changed my mind')).toEqual({ steps: 9 });
    expect(readTree(root)).toEqual(before);
    expect(statSync(join(root, 'docs', 'b.txt')).mode & 0o777).toBe(0o640);
    expect(left()).toEqual([]);
  });

  it('that no process goes on with is rolled back by the next one, before it does anything else', async () => {
    const { root, audit, journal, open, left } = await openJournal();
    const before = readTree(root);
    for (const path of ['x.txt', 'y.txt']) {
      const { transactionId } = await journal.begin();
      await journal.create(transactionId, path, text('half'));
    }
    await journal.close();
    const next = open();
    expect(await next.needsRecovery()).toBe(true);
    expect(await findErrorCode(next.begin())).toBe('recovery_needed');
    expect(await next.recover({ userId: 'alice' })).toEqual({ rolledBack: 2, kept: 0 });
    expect(audit.get({ action: 'recover' })).toMatchObject({ user_id: 'alice', details: { rolled_back: 2, kept: 0 } });
    expect(readTree(root)).toEqual(before);
    expect(left()).toEqual([]);
    expect(await next.needsRecovery()).toBe(false);
    await next.begin();
  });

  it('is known to the journal that began it alone, and once', async () => {
    const { journal } = await openJournal();
    const { transactionId } = await journal.begin();
    await journal.commit(transactionId);
    for (const call of [
      journal.commit(transactionId),
      journal.rollback(transactionId),
      journal.create(transactionId, 'x', text('x')),
      journal.mkdir('tx-none', 'x'),
    ]) {
      expect(await findErrorCode(call)).toBe('no_transaction');
    }
  });

  it('keeps others from what it changes until it has ended', async () => {
    const { root, journal } = await openJournal();
    const [one, two] = [await journal.begin(), await journal.begin()];
    await journal.write(one.transactionId, 'docs/a.txt', text('one'));
    expect(await findErrorCode(journal.write(two.transactionId, 'docs/a.txt', text('two')))).toBe('busy');
    expect(await findErrorCode(journal.rename(two.transactionId, 'docs', 'papers'))).toBe('busy');
    await journal.write(two.transactionId, 'docs/b.txt', text('two'));
    await journal.rollback(one.transactionId);
    await journal.write(two.transactionId, 'docs/a.txt', text('two'));
    await journal.commit(two.transactionId);
    expect(readTree(root)).toMatchObject({ 'docs/a.txt': 'two', 'docs/b.txt': 'two' });
  });

  it('with a step that cannot be read is undone as far as the others go, kept, and in no other’s way', async () => {
    const { audit, dir, root, journal, open, left } = await openJournal();
    const before = readTree(root);
    const { transactionId } = await journal.begin();
    await journal.write(transactionId, 'docs/a.txt', text('changed'));
    await journal.create(transactionId, 'x.txt', text('x'));
    const { transactionId: other } = await journal.begin();
    await journal.create(other, 'y.txt', text('y'));
    const steps = join(dir, 'journal', transactionId, 'steps.ndjson');
    const [first = '', second = ''] = readFileSync(steps, 'utf8').split('\n');
    writeFileSync(steps, `${first}\n${'\0'.repeat(second.length)}\n`);
    await journal.close();
    const next = open();
    expect(await next.recover()).toEqual({ rolledBack: 1, kept: 0, damaged: 1 });
    expect(audit.get({ action: 'recover' })).toMatchObject({ status: 'partial', details: { damaged: 1 } });
    // What the lost step made is still there.
    expect(readTree(root)).toEqual({ ...before, 'x.txt': 'x' });
    expect(left()).toEqual([`damaged-${transactionId}`]);
    expect(await next.recover()).toEqual({ rolledBack: 0, kept: 0 });
    await next.begin();
  });

  it('that is undone takes away its own files alone, whatever the others are called', async () => {
    const { root, journal } = await openJournal();
    const other = `docs/x.${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}.tmp`;
    writeFileSync(join(root, other), 'mine');
    const before = readTree(root);
    const { transactionId } = await journal.begin();
    await journal.create(transactionId, 'docs/x', text('x'));
    await journal.create(transactionId, `docs/${'n'.repeat(255)}`, text('a long name'));
    await journal.rollback(transactionId);
    expect(readTree(root)).toEqual(before);
  });

  it('that is committed keeps no copy of what it took away', async () => {
    const { journal, left, dir } = await openJournal();
    const { transactionId } = await journal.begin();
    await journal.delete(transactionId, 'docs/a.txt');
    await journal.write(transactionId, 'docs/b.txt', text('new'));
    await journal.commit(transactionId);
    const [folder = ''] = left();
    expect(readdirSync(join(dir, 'journal', folder)).sort()).toEqual(['committed', 'steps.ndjson']);
  });

  it('does not commit after a step that failed on the disk', async () => {
    let isFull = false;
    const open: Disk['open'] = async (path, ...rest) => {
      if (isFull && String(path).endsWith('.tmp')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      return DISK.open(path, ...rest);
    };
    const { root, journal } = await openJournal({ disk: { ...DISK, open } });
    const before = readTree(root);
    const { transactionId } = await journal.begin();
    await journal.create(transactionId, 'x.txt', text('x'));
    isFull = true;
    expect(await findErrorCode(journal.write(transactionId, 'docs/a.txt', text('y')))).toBe('ENOSPC');
    expect(await findErrorCode(journal.commit(transactionId))).toBe('step_failed');
    expect(await findErrorCode(journal.mkdir(transactionId, 'z'))).toBe('step_failed');
    isFull = false;
    await journal.rollback(transactionId);
    expect(readTree(root)).toEqual(before);
  });
});

describe('a step', () => {
  it.each([
    [
      'create',
      (journal: FilesystemJournal, id: string) => journal.create(id, 'docs/a.txt', text('x')),
      'already_exists',
    ],
    ['create', (journal: FilesystemJournal, id: string) => journal.create(id, 'none/a.txt', text('x')), 'not_found'],
    ['write', (journal: FilesystemJournal, id: string) => journal.write(id, 'docs/none.txt', text('x')), 'not_found'],
    ['delete', (journal: FilesystemJournal, id: string) => journal.delete(id, 'none'), 'not_found'],
    ['delete', (journal: FilesystemJournal, id: string) => journal.delete(id, 'docs'), 'not_empty'],
    ['rename', (journal: FilesystemJournal, id: string) => journal.rename(id, 'none', 'x'), 'not_found'],
    [
      'rename',
      (journal: FilesystemJournal, id: string) => journal.rename(id, 'docs/a.txt', 'docs/b.txt'),
      'already_exists',
    ],
    ['rename', (journal: FilesystemJournal, id: string) => journal.rename(id, 'docs/a.txt', '../a'), 'path_refused'],
    ['mkdir', (journal: FilesystemJournal, id: string) => journal.mkdir(id, 'docs'), 'already_exists'],
    ['write', (journal: FilesystemJournal, id: string) => journal.write(id, 'link', text('x')), 'path_refused'],
    ['create', (journal: FilesystemJournal, id: string) => journal.create(id, 'out/x', text('x')), 'path_refused'],
    ['create', (journal: FilesystemJournal, id: string) => journal.create(id, 'nowhere', text('x')), 'already_exists'],
  ])('%s that cannot be taken is refused, audited and changes nothing (%#)', async (action, call, code) => {
    const { root, audit, journal } = await openJournal();
    symlinkSync('docs/a.txt', join(root, 'link'));
    symlinkSync('/tmp', join(root, 'out'));
    symlinkSync('nothing-there', join(root, 'nowhere'));
    const before = readTree(root);
    const { transactionId } = await journal.begin();
    expect(await findErrorCode(call(journal, transactionId))).toBe(code);
    expect(audit.get({ action })).toMatchObject({
      status: 'failure',
      error: { code },
      related: [{ resource_id: transactionId, role: 'transaction' }],
    });
    expect(await journal.commit(transactionId)).toEqual({ steps: 0 });
    expect(readTree(root)).toEqual(before);
  });

  it('is recorded with size and hash of its content, never the content', async () => {
    const { audit, journal } = await openJournal();
    const { transactionId } = await journal.begin({ userId: 'alice' });
    await journal.create(transactionId, 'new.txt', text('very private'), { userId: 'bob' });
    expect(audit.get({ action: 'begin' })).toMatchObject({ resource_id: transactionId, user_id: 'alice' });
    const event = audit.get({ action: 'create' });
    expect(event).toMatchObject({
      user_id: 'bob',
      resource_id: 'new.txt',
      details: {
        path: 'new.txt',
        size: 12,
        sha256: '263baeadab1da7f965ff60cdf3545a33a1ec3d011332badc71cd6ce939cc9190',
      },
    });
    expect(JSON.stringify(audit.events)).not.toContain('very private');
  });

  it('has the content as it was in the call', async () => {
    const { root, journal } = await openJournal();
    const { transactionId } = await journal.begin();
    const content = text('before');
    const created = journal.create(transactionId, 'new.txt', content);
    content.fill('x');
    await created;
    expect(readTree(root)).toMatchObject({ 'new.txt': 'before' });
  });
});

describe('a checkpoint', () => {
  it('forgets committed transactions and leaves open ones', async () => {
    const { root, journal, left } = await openJournal();
    for (const path of ['1', '2']) {
      const { transactionId } = await journal.begin();
      await journal.create(transactionId, path, text(path));
      await journal.commit(transactionId);
    }
    const { transactionId } = await journal.begin();
    await journal.write(transactionId, '1', text('changed'));
    expect(await journal.checkpoint()).toEqual({ transactions: 2 });
    expect(left()).toEqual([transactionId]);
    await journal.rollback(transactionId);
    expect(readTree(root)).toMatchObject({ 1: '1', 2: '2' });
  });

  it('is made by itself, so that the journal does not grow for ever', async () => {
    const { audit, journal, left } = await openJournal({ checkpointAfter: 3 });
    for (let number = 0; number < 7; number++) {
      const { transactionId } = await journal.begin();
      await journal.commit(transactionId);
    }
    expect(left()).toHaveLength(1);
    const [checkpoint] = audit.list({ action: 'checkpoint' });
    expect(checkpoint?.caused_by).toBe(audit.list({ action: 'commit' })[2]?.operation_id);
  });
});
