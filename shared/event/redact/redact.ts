/**
 * Takes secrets out of events and texts before they leave the process. `sensitive-key.ts` decides by names,
 * `text-rules.ts` by text. Both aim wide: a lost detail is a nuisance, a secret in a trail that is kept for years is
 * not.
 */
import { type EventLine, FREE_TEXT_FIELDS } from '../event.js';
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
  for (const field of FREE_TEXT_FIELDS) {
    const text = event[field];
    if (text === undefined) continue;
    const clean = redactAt(text, findings, field);
    if (clean !== text) event[field] = field === 'user_agent' ? clean : fitId(clean);
  }
  if (event.related !== undefined) event.related = redactRelated(event.related, findings);
  if (event.error !== undefined) {
    const { code, message } = event.error;
    const clean = {
      code: fitId(redactAt(code, findings, 'error', 'code')),
      message: redactAt(message, findings, 'error', 'message'),
    };
    if (clean.code !== code || clean.message !== message) event.error = clean;
  }
  if (event.details !== undefined) event.details = redactDetails(event.details, findings);
  if (findings.entries.length > 0) {
    event.redactions = findings.entries.map(({ path, rule }) => ({ path: redactText(path), rule: redactText(rule) }));
  }
}

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
  findings: RedactionFindings,
): NonNullable<EventLine['related']> {
  return related.map(({ resource_id, role }, at) => ({
    resource_id: fitId(redactAt(resource_id, findings, 'related', at, 'resource_id')),
    role: fitId(redactAt(role, findings, 'related', at, 'role')),
  }));
}

function redactDetails(details: NonNullable<EventLine['details']>, findings: RedactionFindings): EventLine['details'] {
  findings.path.push('details');
  const clean = redactJson(details, findings);
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
