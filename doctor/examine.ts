import type { Flags } from './flags.js';
import { openLocalTarget } from './local-target.js';
import { buildReport, type Report } from './report.js';
import { runChecks } from './run-checks.js';
import { openStackTarget } from './stack-target.js';
import { CHECK_TIMEOUT_MS } from './target.js';

/** Checks what the flags name. `clock` is this machine's, milliseconds since 1970. */
export async function examine(
  flags: Pick<Flags, 'dataDir' | 'stack' | 'apiUrl'>,
  clock: () => number,
): Promise<Report> {
  const { dataDir, stack, apiUrl } = flags;
  const target =
    stack === undefined ? openLocalTarget(dataDir, clock) : await openStackTarget({ stack, apiUrl }, clock);
  try {
    return buildReport(target.title, await runChecks(target.checks, CHECK_TIMEOUT_MS));
  } finally {
    target.close();
  }
}
