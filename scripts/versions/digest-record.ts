/** The digest that each number stood for when it was given, and what differs from it now. */
import { numberOf, type VersionRow } from './version-row.js';

/** By the name of the row, then by number, oldest first. */
export type DigestRecord = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Adds what has no digest yet; what has one keeps it. */
export function completeRecord(rows: readonly VersionRow[], record: DigestRecord): DigestRecord {
  const completed: Record<string, Readonly<Record<string, string>>> = { ...record };
  for (const row of rows) {
    if (row.digest !== undefined) {
      const known = record[row.name] ?? {};
      completed[row.name] = numberOf(row) in known ? known : { ...known, [numberOf(row)]: row.digest };
    }
  }
  return completed;
}

/** One sentence for each change that has no number of its own, and says which one to raise. Empty when all is well. */
export function findUnnumberedChanges(rows: readonly VersionRow[], record: DigestRecord): string[] {
  return rows.flatMap((row) => {
    const known = record[row.name]?.[numberOf(row)];
    return row.digest === undefined || known === row.digest ? [] : [describe(row, known)];
  });
}

function describe(row: VersionRow, known: string | undefined): string {
  const number = numberOf(row);
  if (known === undefined) return `${row.name}: ${number} has no digest yet: run npm run generate`;
  const version = `the version in ${row.place} (${row.raised})`;
  const raise =
    row.revision === undefined
      ? version
      : `revision from ${row.revision} to ${row.revision + 1} in scripts/versions/version-rows.ts, or ${version}`;
  return `${row.name} changed and is still ${number}: raise ${raise}, then run npm run generate`;
}
