/** Answers with what could not be stored, by time of arrival. */
import type { QuarantinePage } from '../../shared/api/answers/answers.js';
import { type JsonText, toJsonText } from '../../shared/api/answers/json-text.js';
import type { InputOf } from '../../shared/api/routes.js';
import { collectQuarantine, QUARANTINE_BUDGET } from '../../shared/query/answers/quarantine-page.js';
import type { CursorCodec } from '../../shared/query/plan/cursor.js';
import { startPage } from '../../shared/query/plan/read-range.js';
import type { TableReader } from '../../shared/query/plan/table-reader.js';
import type { QuarantineReader } from '../../shared/query/sources/quarantine-reader.js';
import type { SenderNames } from '../../shared/query/sources/sender-names.js';

export interface QuarantineDependencies {
  readonly table: TableReader & QuarantineReader;
  readonly senders: SenderNames;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How far the quarantine reaches back when a request does not say. */
  readonly retentionDays: number;
}

const DAY_MS = 86_400_000;

export async function answerQuarantine(
  { table, senders, clock, retentionDays }: QuarantineDependencies,
  cursors: CursorCodec,
  input: InputOf<'listQuarantine'>,
): Promise<JsonText<QuarantinePage>> {
  const { from, limit } = input;
  const start = startPage(cursors, { route: 'quarantine' }, input, clock(), 'now');
  const toMs = start.until.ms;
  // Quarantine is kept as long as events: what is older is gone, unless retention was shortened since.
  const oldestMs = Math.max(0, toMs - retentionDays * DAY_MS);
  // Arrival is known to the millisecond: a range that begins within one begins behind it.
  const fromMs = from === undefined ? oldestMs : from.ms + (from.us > 0 ? 1 : 0);
  const query = { fromMs, toMs, after: start.state?.after, limit, budget: QUARANTINE_BUDGET };
  const { items, position } = await collectQuarantine(table, query, clock);
  const names = await senders.getNames(items.map(({ sender }) => sender));
  const page: QuarantinePage = {
    items: items.map(({ entry, sender }) => ({ ...entry, sender: names.get(sender) ?? null })),
    next_cursor: start.buildCursor(position),
  };
  return toJsonText(page);
}
