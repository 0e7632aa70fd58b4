/**
 * Takes secrets out of events and texts before they leave the process. `sensitive-key.ts` decides by names,
 * `text-rules.ts` by text. Both aim wide: a lost detail is a nuisance, a secret in a trail that is kept for years is
 * not.
 */
import type { EventLine } from '../event.js';
import type { RedactionClass } from '../fields/field-row.js';
import { FIELDS, FREE_TEXT_FIELDS, listFields, type RedactedAs } from '../fields/fields.js';
import type { JsonObject } from '../values/json-value.js';
import { MAX_ID_BYTES } from '../values/limits.js';
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
const TREE_FIELDS = listFields<RedactedAs<'tree'>>(({ redaction }) => redaction === 'tree');

/** One for each class of the table of fields, so that no field of whatever class goes out as it is. */
const BY_CLASS: Readonly<Record<RedactionClass, (event: EventLine, findings: RedactionFindings) => void>> = {
  text(event, findings) {
    for (const field of FREE_TEXT_FIELDS) {
      const text = event[field];
      if (text === undefined) continue;
      const clean = redactAt(text, findings, field);
      if (clean !== text) event[field] = FIELDS[field].form === 'text' ? clean : fitId(clean);
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
        code: fitId(redactAt(error.code, findings, field, 'code')),
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
  none() {},
};
const REDACTORS = Object.values(BY_CLASS);

/**
 * Free text without its secrets: error messages, raw bodies, log lines. A text that is JSON may come back re-written.
 */
export function redactText(text: string): string {
  return redactString(text, new RedactionFindings());
}

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
    resource_id: fitId(redactAt(resource_id, findings, field, at, 'resource_id')),
    role: fitId(redactAt(role, findings, field, at, 'role')),
  }));
}

function redactTree(tree: JsonObject, field: string, findings: RedactionFindings): JsonObject {
  findings.path.push(field);
  const clean = redactJson(tree, findings);
  findings.path.length = 0;
  return typeof clean === 'object' && clean !== null && !Array.isArray(clean) ? clean : {};
}

/**
 * A mark may be longer than what it replaces, and a longer id than `MAX_ID_BYTES` would be refused where it arrives.
 */
function fitId(id: string): string {
  if (id.length * 3 <= MAX_ID_BYTES) return id;
  const bytes = new TextEncoder().encode(id);
  if (bytes.length <= MAX_ID_BYTES) return id;
  let end = MAX_ID_BYTES;
  // Not inside a character: its following bytes begin with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
