/** Events out of a streamed export. */
import type { TrailEntry } from '../api/answers/answers.js';
import { AuditTrailError } from './audit-trail-error.js';

/** Every event of the export; throws when it is not whole. */
export async function* readNdjson(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<TrailEntry, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    // An export without an event is one line end.
    for (const line of lines) if (line !== '') yield parseLine(line);
  }
  // Every event ends with a line end: what follows the last one is the mark of a broken export, or half a line.
  if (rest !== '')
    throw new AuditTrailError('the export broke off and is not complete', { code: 'trail_answer_broken' });
}

function parseLine(line: string): TrailEntry {
  const value: unknown = JSON.parse(line);
  if (isEvent(value)) return value;
  throw new AuditTrailError('the export holds a line that is no event', { code: 'trail_answer_broken' });
}

const isEvent = (value: unknown): value is TrailEntry =>
  typeof value === 'object' && value !== null && 'event_id' in value && NAMES.some((name) => name in value);

/** One of these is in every entry. */
const NAMES = ['event_type', 'erased', 'damaged'];
