/** What is interrupted: a transaction with every kind of step, and a recovery. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk } from '../../../managers/disk.js';
import { FilesystemJournal } from '../../../managers/filesystem-journal/filesystem-journal.js';

const text = (content: string) => Buffer.from(content);

/** The files before; `dir` holds them and the journal. */
export function makeFiles(dir: string): string {
  const root = join(dir, 'root');
  mkdirSync(join(root, 'docs', 'empty'), { recursive: true });
  writeFileSync(join(root, 'docs', 'a.txt'), 'a');
  writeFileSync(join(root, 'docs', 'b.txt'), 'b');
  return root;
}

/** The files after. */
export const CHANGED = { new: null, 'new/c.txt': 'c', 'new/moved.txt': 'changed', papers: null };

export function openJournal(dir: string, disk?: Disk): FilesystemJournal {
  const auditLogger = { logEvent: () => undefined };
  return new FilesystemJournal({ dir: join(dir, 'journal'), root: join(dir, 'root'), auditLogger, disk });
}

/** `tell` learns when the commit begins and when it is acknowledged. */
export async function changeFiles(journal: FilesystemJournal, tell: (what: string) => void): Promise<void> {
  const { transactionId: id } = await journal.begin();
  await journal.mkdir(id, 'new');
  await journal.create(id, 'new/c.txt', text('c'));
  await journal.write(id, 'docs/a.txt', text('changed'));
  await journal.rename(id, 'docs/a.txt', 'new/moved.txt');
  await journal.delete(id, 'docs/b.txt');
  await journal.delete(id, 'docs/empty');
  await journal.rename(id, 'docs', 'papers');
  tell('committing');
  await journal.commit(id);
  tell('committed');
  await journal.checkpoint();
}
