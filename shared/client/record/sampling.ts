/** Which operations sampling keeps: the same ones in every process, and all events of one or none. */
import { AUDIT_EVENT_TYPE, findCatalogueRow } from '../../event/catalogue.js';
import type { Status } from '../../event/event.js';

/**
 * Whether an event of this kind may be left out at all: never failures, denials, doubts, critical rows, the trail's
 * own.
 */
export function maySampleOut(eventType: string, action: string, status: Status): boolean {
  if (status !== 'success' && status !== 'attempted') return false;
  return eventType !== AUDIT_EVENT_TYPE && findCatalogueRow(eventType, action)?.sampling !== 'never';
}

/**
 * True for a share `rate` of all operation ids. What is kept at a low rate is kept at every higher one, so that an
 * operation with events of several types keeps as many of them together as the rates allow.
 */
export function keepsOperation(operationId: string, rate: number): boolean {
  return rate >= 1 || hash32(operationId) < rate * 2 ** 32;
}

/** FNV-1a with a final mix: its high bits alone would be the same for ids that differ in their last digits. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
