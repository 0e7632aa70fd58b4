/** Runs checks side by side, each bounded in time, and turns what they throw into findings. */
import { redactText } from '../shared/event/redact/redact.js';
import type { Check, Finding } from './checks/finding.js';
import { isDenied, isUnreachable } from './checks/why-it-failed.js';

export interface NamedFinding extends Finding {
  readonly check: string;
}

/** In the order of the checks. Never rejects. */
export function runChecks(checks: readonly Check[], timeoutMs: number): Promise<NamedFinding[]> {
  return Promise.all(checks.map(async (check) => ({ check: check.name, ...(await runOne(check, timeoutMs)) })));
}

async function runOne(check: Check, timeoutMs: number): Promise<Finding> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Finding>((resolve) => {
    const found = `no answer within ${timeoutMs / 1_000} s`;
    timer = setTimeout(
      () => resolve({ verdict: 'FAILED', found, remedy: 'look at the network, then again' }),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([check.run(), late]);
  } catch (error) {
    return describeFailure(error, check.needs);
  } finally {
    clearTimeout(timer);
  }
}

function describeFailure(error: unknown, needs: string | undefined): Finding {
  const reason = describe(error);
  if (isDenied(error) && needs !== undefined) {
    return { verdict: 'not checked', found: 'your credentials are not allowed to look', remedy: needs };
  }
  if (isUnreachable(error)) {
    return {
      verdict: 'FAILED',
      found: `does not answer (${reason})`,
      remedy: 'start it, or look at address and network',
    };
  }
  return { verdict: 'FAILED', found: reason };
}

/** One line, without what a message may quote. */
function describe(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return redactText(text).replaceAll(/\s+/g, ' ').trim();
}
