import type { Redaction } from './event.js';
import { MAX_REDACTIONS } from './limits.js';

/** Paths are for people; a longer one is cut. */
const MAX_PATH_LENGTH = 200;

/** Collects what was redacted, and where, while values are walked. */
export class RedactionFindings {
  /** Names and positions from the event down to the value being looked at. */
  readonly path: (string | number)[] = [];
  /** Findings beyond the limit are counted and not kept. */
  count = 0;

  constructor(readonly entries: Redaction[] = []) {}

  /** The value at the current path, or the member `key` of it, was redacted by a rule. */
  note(rule: string, key?: string | number): void {
    this.count += 1;
    if (this.entries.length >= MAX_REDACTIONS) return;
    const path = formatPath(key === undefined ? this.path : [...this.path, key]);
    if (this.entries.some((entry) => entry.path === path && entry.rule === rule)) return;
    this.entries.push({ path, rule });
  }
}

function formatPath(path: readonly (string | number)[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text.slice(text.startsWith('.') ? 1 : 0, MAX_PATH_LENGTH);
}
