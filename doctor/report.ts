import type { NamedFinding } from './run-checks.js';

export interface Report {
  /** What was checked, in words. */
  readonly target: string;
  readonly healthy: boolean;
  readonly findings: readonly NamedFinding[];
}

export function buildReport(target: string, findings: readonly NamedFinding[]): Report {
  return { target, healthy: findings.every(({ verdict }) => verdict !== 'FAILED'), findings };
}

/** One line a finding: verdict, check, what was found, and what to do after an arrow. */
export function formatReport({ target, findings }: Report): string {
  const lines = findings.map(({ verdict, check, found, remedy }) => {
    // A column of verdicts, in which what was not looked at has none.
    const column = verdict === 'not checked' ? '-' : verdict;
    const text = verdict === 'not checked' ? `not checked: ${found}` : found;
    return `${column.padEnd(6)}  ${check}: ${text}${remedy === undefined ? '' : ` → ${remedy}`}`;
  });
  const failed = findings.filter(({ verdict }) => verdict === 'FAILED').length;
  return [target, ...lines, failed === 0 ? 'nothing failed' : `${failed} of ${findings.length} checks failed`].join(
    '\n',
  );
}
