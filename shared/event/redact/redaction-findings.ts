import type { Redaction } from '../event.js';
import { MAX_REDACTIONS } from '../values/limits.js';

/** Paths are for people; what makes them longer is left out. */
const MAX_NAME_LENGTH = 64;
const MAX_PATH_PARTS = 12;

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

/** `details.list[2].token`; whole parts are left out, because half a mark would be taken for a new secret. */
function formatPath(path: readonly (string | number)[]): string {
  const text = path.slice(0, MAX_PATH_PARTS).map(formatPart).join('').slice(1);
  return path.length > MAX_PATH_PARTS ? `${text}.[more]` : text;
}

function formatPart(part: string | number): string {
  if (typeof part === 'number') return `[${part}]`;
  return part.length > MAX_NAME_LENGTH ? `.[name of ${part.length} characters]` : `.${part}`;
}
