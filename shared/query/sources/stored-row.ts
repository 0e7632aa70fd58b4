/**
 * Reads items of the table as rows. They are checked, not trusted; what fails the check is a row that says so, because
 * an event that was damaged must not look like one that never was.
 */
import type { EventLine } from '../../event/event.js';
import { FACTS, isFact, NUMBER_FACTS, TEXT_FACTS } from '../../store/event-facts.js';
import { INDEX_KEYS } from '../../store/index-keys.js';
import { parseTablePartition } from '../../store/keys.js';
import { INDEXES } from '../../store/table.js';
import { type TrailRow, UNREADABLE } from '../plan/trail-row.js';
import { checkLine } from './check-line.js';

type Item = Readonly<Record<string, unknown>>;

/** Of an index row, a link, or an item that was read without its line: whether it is damaged the whole item tells. */
export const readRow = (item: Item): TrailRow => readAttributes(item, []);

/** Of an event item that was read whole: with its line, or with what became of it. */
export function readWholeRow(item: Item): TrailRow {
  const problems: string[] = [];
  const row = readAttributes(item, problems);
  if (row.erased !== undefined && item.li === undefined) return row;
  const checked = checkLine(item, row);
  if (typeof checked === 'string') {
    row.damaged = [checked, ...problems].join('; ');
    return row;
  }
  if (problems.length > 0) {
    row.damaged = problems.join('; ');
    fillFromLine(row, checked.event);
    return row;
  }
  row.line = checked.line;
  return row;
}

function readAttributes(item: Item, problems: string[]): TrailRow {
  const lost = (what: string) => {
    problems.push(`${what} is missing or of another kind`);
  };
  const read = <T>(name: string, parse: () => T): T | undefined => {
    try {
      return parse();
    } catch {
      problems.push(`${name} is not as it was written`);
      return undefined;
    }
  };
  const isLink = item.tp !== undefined;
  const row: TrailRow = {
    event_id: text(item.sk) ?? '',
    // A link lies in a partition of its own and names the event's.
    table_pk: text(isLink ? item.tp : item.pk) ?? '',
    // What has lost its expiry stays until somebody looks at it.
    expires_at: number(item.ex) ?? Number.MAX_SAFE_INTEGER,
    event_type: UNREADABLE,
    action: UNREADABLE,
    status: UNREADABLE,
  };
  if (number(item.ex) === undefined) lost('ex');
  read('pk', () => parseTablePartition(row.table_pk));
  for (const name of TEXT_FACTS) {
    const value = item[FACTS[name].attribute];
    if (value === undefined) continue;
    row[name] = text(value) ?? UNREADABLE;
    if (typeof value !== 'string') lost(FACTS[name].attribute);
  }
  for (const name of NUMBER_FACTS) {
    const value = number(item[FACTS[name].attribute]);
    if (value !== undefined) row[name] = value;
  }
  for (const { path, name, partitionAttribute } of INDEXES) {
    const key = item[partitionAttribute];
    if (key === undefined) continue;
    if (typeof key !== 'string') {
      lost(partitionAttribute);
      continue;
    }
    const value = read(partitionAttribute, () => INDEX_KEYS[name].parse(key));
    if (value === undefined) continue;
    const fact = isFact(path.reads) ? FACTS[path.reads].attribute : undefined;
    // The index that is asked by a fact holds it in its key alone.
    if (fact === undefined || item[fact] === undefined) row[path.reads] = value;
    else if (row[path.reads] !== value) problems.push(`${partitionAttribute} is not what ${fact} says`);
  }
  if (isLink) {
    if (typeof item.lu === 'string') row.user_id = item.lu;
    if (typeof item.lr === 'string') row.resource_id = item.lr;
  }
  if (typeof item.er === 'string') row.erased = item.er;
  const arrivedAt = number(item.ar);
  if (arrivedAt !== undefined) row.arrived_at = arrivedAt;
  else lost('ar');
  const sender = number(item.sn);
  if (sender !== undefined) row.sender = sender;
  else if (row.erased === undefined) lost('sn');
  for (const name of ['event_type', 'action', 'status'] as const) if (row[name] === UNREADABLE) lost(name);
  return row;
}

/** What the attributes have lost is told by the line, so that the event is still found by what it says. */
function fillFromLine(row: TrailRow, event: EventLine): void {
  if (row.event_type === UNREADABLE) row.event_type = event.event_type;
  if (row.action === UNREADABLE) row.action = event.action;
  if (row.status === UNREADABLE) row.status = event.status;
  row.user_id ??= event.user_id;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
