/** Opens the streams of a plan as one source: every stream in every epoch that covers the range. */
import { EPOCH_ZERO, type Epoch, type Epochs } from '../../store/epochs.js';
import { clipRange, rangeMilliseconds } from '../plan/id-range.js';
import type { PlannedStream } from '../plan/query-plan.js';
import type { IdRange, ReadOrder, TableReader } from '../plan/table-reader.js';
import { mergeSources } from './merge-source.js';
import { RangeSource } from './range-source.js';
import type { RowSource } from './row-source.js';
import { openStripes } from './striped-source.js';

export interface SourceRequest {
  readonly streams: readonly PlannedStream[];
  readonly range: IdRange;
  readonly order: ReadOrder;
  /** About how many rows will be taken: the first requests are sized for it. */
  readonly wanted: number;
  /**
   * Later than this nothing lies among events in time: milliseconds since 1970. Where events that are ahead of their
   * arrival lie is read to the end of the range.
   */
  readonly stripesUntilMs: number;
  /** False for counting, which needs no lines. */
  readonly withLines: boolean;
}

/** Rows of one request: what is left over when a page is full was read for nothing, and each request costs a wait. */
const MIN_ROWS = 8;
const MAX_ROWS = 1_000;
/** Rows in memory over all sources of a merge. */
const MAX_BUFFERED_ROWS = 16_000;

export function openPlanned(reader: TableReader, epochs: Epochs, request: SourceRequest): RowSource {
  const { streams, range, order, wanted, stripesUntilMs } = request;
  const { fromMs, toMs } = rangeMilliseconds(range);
  const sources = streams.flatMap((stream) => {
    const withLines = request.withLines && stream.hasLines;
    const openPartition = (partition: string, part: IdRange, sharedBy: number) => {
      const share = sharedBy * streams.length;
      // Shares are uneven: twice an even one is enough most of the time. One row more than wanted tells the end.
      const even = share === 1 ? wanted + 1 : Math.ceil((2 * wanted) / share);
      const size = {
        first: Math.max(MIN_ROWS, even),
        largest: Math.min(MAX_ROWS, Math.max(MIN_ROWS, Math.floor(MAX_BUFFERED_ROWS / share))),
      };
      return new RangeSource(reader, { where: stream.where, partition, order, withLines }, part, size);
    };
    const covering = epochs.listForReading(stream.family, fromMs, toMs);
    const isStray = ({ number }: Epoch) => number === EPOCH_ZERO.number && stream.family.ahead === 'own rows';
    const opened = covering.map((epoch) =>
      openStripes(
        {
          epoch,
          order,
          open: (stripe, part, sharedBy) =>
            openPartition(stream.buildPartition({ epoch: epoch.number, stripe }), part, sharedBy),
        },
        // Before a family had rows of its own, what was ahead went where everything went.
        isStray(epoch) ? range : clipRange(range, fromMs, stripesUntilMs),
      ),
    );
    // Read with every range: what was ahead when it arrived lies in the past one day.
    if (epochs.mayBeAhead(stream.family)) opened.push(openPartition(stream.buildPartition('ahead'), range, 1));
    return opened;
  });
  return mergeSources(sources, order);
}
