/** Reads the trail: one event, pages of events, and streams of rows for counting and export. */
import { isEventId, parseEventId } from '../../event/line/identity.js';
import type { Instant } from '../../event/values/timestamp.js';
import type { EpochSource } from '../../store/cached-epochs.js';
import { computeStripe, TABLE_FAMILY } from '../../store/epochs.js';
import { buildTablePartition } from '../../store/keys.js';
import { buildPredicate, type EventFilter, type EventPredicate } from '../plan/event-filter.js';
import type { PlannedStream } from '../plan/query-plan.js';
import { type BudgetLimits, PAGE_BUDGET, ReadBudget } from '../plan/read-budget.js';
import { SOON_MS } from '../plan/read-range.js';
import type { IdRange, ReadOrder, TableReader } from '../plan/table-reader.js';
import { hasLine, isExpired, type TrailRow } from '../plan/trail-row.js';
import { getRows, loadEvents } from '../sources/event-loader.js';
import { openPlanned, type SourceRequest } from '../sources/planned-source.js';
import type { RowSource } from '../sources/row-source.js';
import type { SenderNames } from '../sources/sender-names.js';
import { type CollectedPage, collectPage } from './collect-page.js';

export interface TrailReaderDependencies {
  readonly table: TableReader;
  readonly epochs: EpochSource;
  readonly senders: SenderNames;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How much one page may read. */
  readonly pageBudget?: BudgetLimits | undefined;
}

export interface PageQuery {
  readonly streams: readonly PlannedStream[];
  readonly predicate: EventPredicate;
  /** What is left of the range behind the cursor. */
  readonly range: IdRange;
  readonly order: ReadOrder;
  readonly limit: number;
  /** Later than this only what was ahead of its arrival is read. */
  readonly until: Instant;
}

export class TrailReader {
  readonly table: TableReader;
  readonly clock: () => number;
  readonly #epochs: EpochSource;
  readonly #senders: SenderNames;
  readonly #pageBudget: BudgetLimits;

  constructor({ table, epochs, senders, clock, pageBudget = PAGE_BUDGET }: TrailReaderDependencies) {
    this.table = table;
    this.clock = clock;
    this.#epochs = epochs;
    this.#senders = senders;
    this.#pageBudget = pageBudget;
  }

  /** With its line, or erased, or damaged. Whoever knows an id knows its partition in every epoch. */
  async findEvent(eventId: string): Promise<TrailRow | undefined> {
    if (!isEventId(eventId)) return undefined;
    const { ms, leafBits } = parseEventId(eventId);
    const epochs = (await this.#epochs.getEpochs()).listForReading(TABLE_FAMILY, ms, ms);
    const partitions = [
      ...epochs.map((epoch) =>
        buildTablePartition({ epoch: epoch.number, stripe: computeStripe(epoch, ms, leafBits) }),
      ),
      buildTablePartition('ahead'),
    ];
    const keys = partitions.map((pk) => ({ pk, sk: eventId }));
    const rows = await getRows(this.table, keys, true);
    const nowMs = this.clock();
    const kept = rows.filter((row) => !isExpired(row, nowMs));
    // A redelivery may have put a sound copy beside a damaged one.
    const found = kept.find(hasLine) ?? kept[0];
    if (found !== undefined) await this.#senders.nameRows([found]);
    return found;
  }

  /** What the filter lets through, as the directory of senders is now. */
  async buildPredicate(filter: EventFilter): Promise<EventPredicate> {
    const { sender } = filter;
    return buildPredicate(
      sender === undefined ? filter : { ...filter, sender: await this.#senders.findNumbers(sender) },
    );
  }

  /** What the table tells of the rows, in their order, and who sent them; what is gone is left out. */
  async loadEvents(rows: readonly TrailRow[]): Promise<TrailRow[]> {
    const events = await loadEvents(this.table, rows, this.clock);
    await this.#senders.nameRows(events);
    return events;
  }

  async readPage({ streams, predicate, range, order, limit, until }: PageQuery): Promise<CollectedPage> {
    return collectPage({
      load: (rows) => this.loadEvents(rows),
      source: await this.openSource({ streams, range, order, wanted: limit, withLines: true }, until.ms),
      predicate,
      limit,
      budget: new ReadBudget(this.#pageBudget),
      clock: this.clock,
    });
  }

  /**
   * Every row of the streams within the range, in order, not yet matched. `untilMs`: where pages before have ended what
   * is read of events in time.
   */
  async openSource(
    request: Omit<SourceRequest, 'stripesUntilMs'>,
    untilMs = Number.POSITIVE_INFINITY,
  ): Promise<RowSource> {
    const stripesUntilMs = Math.min(untilMs, this.clock() + SOON_MS);
    return openPlanned(this.table, await this.#epochs.getEpochs(), { ...request, stripesUntilMs });
  }
}
