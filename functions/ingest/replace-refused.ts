/**
 * What the table refuses for good goes to quarantine at its first delivery: delivered again it would be refused again,
 * and hold up what came with it until it is a dead letter.
 */
import { buildQuarantineItems, type QuarantineItem } from '../../shared/store/quarantine-item.js';
import { describeRaw } from './describe-raw.js';
import { Landings, type QuarantineWrite } from './landings.js';
import type { MessageWork, RefusedItem } from './message-work.js';
import { runWritePool, type WriteCounts, type WritePoolOptions } from './write-pool.js';

export interface ReplaceOptions extends WritePoolOptions {
  readonly ownKey: Uint8Array;
}

/** Never rejects. A message whose replacements could not be stored is still refused, and so handed back. */
export async function replaceRefused(works: readonly MessageWork[], options: ReplaceOptions): Promise<WriteCounts> {
  const refusing = works.filter((work) => work.refused.size > 0);
  if (refusing.length === 0) return { retried: 0, lastError: undefined };
  const landings = new Landings();
  const plan = refusing.flatMap((work) => [...planReplacements(work, landings, options.ownKey)]);
  return runWritePool(plan.values(), options);
}

function* planReplacements(work: MessageWork, landings: Landings, ownKey: Uint8Array): Generator<QuarantineWrite> {
  const refused = [...work.refused];
  work.refused.clear();
  work.unlist(new Set(refused.map(([name]) => name)));
  for (const [at, [name, item]] of refused.entries()) {
    const isEvent = !('raw' in item);
    if (isEvent) work.quarantined += 1;
    const replacement = isEvent ? describeEvent(work, name, item, at, ownKey) : shorten(item);
    if (replacement === undefined) continue;
    work.listRefused(replacement);
    const landing = landings.join(work, `${work.origin.messageId} instead of ${name}`, 1);
    if (typeof landing === 'object') yield { kind: 'quarantine', item: replacement, landing };
  }
}

/** Behind the lines: positions above any that a line of a message has. */
const FIRST_POSITION = 900_000;

function describeEvent(
  { origin, sender, expiresAt }: MessageWork,
  eventId: string,
  item: Exclude<RefusedItem, QuarantineItem>,
  at: number,
  ownKey: Uint8Array,
): QuarantineItem | undefined {
  // A line has 64 KiB: it is never divided.
  return buildQuarantineItems({
    origin,
    sender,
    position: FIRST_POSITION + at,
    reason: 'refused_by_table',
    problems: [{ field: '$', expected: 'an item that the table takes', got: `event ${eventId}` }],
    raw: 'li' in item ? describeRaw(item.li, ownKey) : '',
    expiresAt,
    saltKey: ownKey,
  })[0];
}

/** Its text is what can be wrong with it. */
function shorten(item: QuarantineItem): QuarantineItem {
  return { ...item, field: '$', problems: '[]', raw: '', truncated: 1 };
}
