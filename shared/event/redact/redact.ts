/**
 * Takes secrets out of events and texts before they leave the process. `sensitive-key.ts` decides by names,
 * `text-rules.ts` by text. Both aim wide: a lost detail is a nuisance, a secret in a trail that is kept for years is
 * not.
 */
import type { Change, ChangeValue, EventLine } from '../event.js';
import type { RedactionClass } from '../fields/field-row.js';
import { FREE_TEXT_FIELDS, listFields, type RedactedAs } from '../fields/fields.js';
import type { JsonObject } from '../values/json-value.js';
import { redactJson, redactString } from './redact-json.js';
import { RedactionFindings } from './redaction-findings.js';
import { findCandidateRules } from './text-rules.js';

export { REDACTED } from './plain-value.js';
export { isSensitiveKey } from './sensitive-key.js';

/**
 * Replaces every secret in `event` by `[redacted]`, in place, and adds to `redactions` where and by which rule; at most
 * `MAX_REDACTIONS` of these, while all secrets are replaced. `event` must be the caller's own copy, normalised. Doing
 * it again changes nothing.
 */
export function redactEvent(event: EventLine): void {
  const findings = new RedactionFindings([...(event.redactions ?? [])]);
  for (const redact of REDACTORS) redact(event, findings);
  if (findings.entries.length > 0) {
    event.redactions = findings.entries.map(({ path, rule }) => ({ path: redactText(path), rule: redactText(rule) }));
  }
}

const RELATED_FIELDS = listFields<RedactedAs<'related'>>(({ redaction }) => redaction === 'related');
const ERROR_FIELDS = listFields<RedactedAs<'error'>>(({ redaction }) => redaction === 'error');
const TAG_FIELDS = listFields<RedactedAs<'tags'>>(({ redaction }) => redaction === 'tags');
const CHANGES_FIELDS = listFields<RedactedAs<'changes'>>(({ redaction }) => redaction === 'changes');
const CUTS_FIELDS = listFields<RedactedAs<'cuts'>>(({ redaction }) => redaction === 'cuts');
const TREE_FIELDS = listFields<RedactedAs<'tree'>>(({ redaction }) => redaction === 'tree');

/** One for each class of the table of fields, so that no field of whatever class goes out as it is. */
const BY_CLASS: Readonly<Record<RedactionClass, (event: EventLine, findings: RedactionFindings) => void>> = {
  text(event, findings) {
    for (const field of FREE_TEXT_FIELDS) {
      const text = event[field];
      if (text === undefined) continue;
      const clean = redactAt(text, findings, field);
      if (clean !== text) event[field] = clean;
    }
  },
  related(event, findings) {
    for (const field of RELATED_FIELDS) {
      if (event[field] !== undefined) event[field] = redactRelated(event[field], field, findings);
    }
  },
  error(event, findings) {
    for (const field of ERROR_FIELDS) {
      const error = event[field];
      if (error === undefined) continue;
      const clean = {
        code: redactAt(error.code, findings, field, 'code'),
        message: redactAt(error.message, findings, field, 'message'),
      };
      if (clean.code !== error.code || clean.message !== error.message) event[field] = clean;
    }
  },
  tree(event, findings) {
    for (const field of TREE_FIELDS) {
      if (event[field] !== undefined) event[field] = redactTree(event[field], field, findings);
    }
  },
  tags(event, findings) {
    for (const field of TAG_FIELDS) {
      const tags = event[field]?.filter((tag, at) => redactAt(tag, findings, field, at) === tag);
      // A mark is no tag, so one that holds a secret goes.
      if (tags?.length !== event[field]?.length) event[field] = tags;
    }
  },
  changes(event, findings) {
    for (const field of CHANGES_FIELDS) {
      if (event[field] === undefined) continue;
      event[field] = event[field].map((change, at) => redactChange(change, field, at, findings));
    }
  },
  cuts(event, findings) {
    for (const field of CUTS_FIELDS) {
      if (event[field] === undefined) continue;
      event[field] = event[field].map(({ path, bytes, whole }, at) => ({
        path: redactAt(path, findings, field, at, 'path'),
        bytes,
        ...(whole === undefined ? {} : { whole: redactAt(whole, findings, field, at, 'whole') }),
      }));
    }
  },
  none() {},
};
const REDACTORS = Object.values(BY_CLASS);

/**
 * Free text without its secrets: error messages, raw bodies, log lines. A text that is JSON may come back re-written.
 */
export function redactText(text: string, { maxLength = Number.POSITIVE_INFINITY }: RedactTextOptions = {}): string {
  // Nobody reads on behind the limit, but a secret may begin before it and end behind.
  const near = text.length > maxLength + OVERLAP ? text.slice(0, maxLength + OVERLAP) : text;
  const clean = redactString(near, new RedactionFindings());
  if (clean.length <= maxLength) return clean;
  // Not inside a pair of surrogates.
  const last = clean.charCodeAt(maxLength - 1);
  return clean.slice(0, last >= 0xd800 && last < 0xdc00 ? maxLength - 1 : maxLength);
}

export interface RedactTextOptions {
  /** UTF-16 units of the answer; what will be cut anyway is not read. */
  readonly maxLength?: number;
}

/** So far behind the limit is read, to see the end of a secret that begins before it. */
const OVERLAP = 4_096;

function redactAt(
  text: string,
  findings: RedactionFindings,
  field: string,
  at?: string | number,
  key?: string,
): string {
  // Nearly always; no path is made for nothing.
  if (findCandidateRules(text) === 0) return text;
  findings.path.push(field);
  if (at !== undefined) findings.path.push(at);
  if (key !== undefined) findings.path.push(key);
  const clean = redactString(text, findings);
  findings.path.length = 0;
  return clean;
}

function redactRelated(
  related: NonNullable<EventLine['related']>,
  field: string,
  findings: RedactionFindings,
): NonNullable<EventLine['related']> {
  return related.map(({ resource_id, role }, at) => ({
    resource_id: redactAt(resource_id, findings, field, at, 'resource_id'),
    role: redactAt(role, findings, field, at, 'role'),
  }));
}

/** What changed names its values: both of a password go, by the last name of its path. */
function redactChange(change: Change, field: string, at: number, findings: RedactionFindings): Change {
  const result: Change = { field: redactAt(change.field, findings, field, at, 'field') };
  const name = change.field.slice(Math.max(...[...'./'].map((mark) => change.field.lastIndexOf(mark))) + 1);
  for (const side of ['from', 'to'] as const) {
    const value = change[side];
    if (value === undefined) continue;
    findings.path.push(field, at, side);
    const before = findings.count;
    result[side] = redactNamed(name, value, findings);
    findings.path.length = 0;
    if (findings.count === before) result[side] = value;
  }
  return result;
}

function redactNamed(name: string, value: ChangeValue, findings: RedactionFindings): ChangeValue {
  // Both as a path and by its last part, because either may be a name that says it all.
  const clean = redactJson(Object.fromEntries([[name, value]]), findings);
  const [shown] = Object.values(clean ?? {});
  return typeof shown === 'object' || shown === undefined ? null : shown;
}

function redactTree(tree: JsonObject, field: string, findings: RedactionFindings): JsonObject {
  findings.path.push(field);
  const clean = redactJson(tree, findings);
  findings.path.length = 0;
  return typeof clean === 'object' && clean !== null && !Array.isArray(clean) ? clean : {};
}
