/** A table in memory that reads like the real one, counts its requests, and can leave work over. */
import type { RangeAnswer, RangeRequest, RowKey, TableReader } from '../../shared/query/plan/table-reader.js';
import type { TrailRow } from '../../shared/query/plan/trail-row.js';

export class MemoryTable implements TableReader {
  readonly requests: RangeRequest[] = [];
  /** Rows that one request gives at most, whatever its limit: like the 1 MB of the real table. */
  maxRows = Number.POSITIVE_INFINITY;
  readonly #partitions = new Map<string, TrailRow[]>();

  put(where: RangeRequest['where'], partition: string, row: TrailRow): void {
    const key = `${where}\n${partition}`;
    const rows = this.#partitions.get(key);
    if (rows === undefined) this.#partitions.set(key, [row]);
    else rows.push(row);
  }

  async queryRange(request: RangeRequest): Promise<RangeAnswer> {
    this.requests.push(request);
    if (request.low > request.high) throw new Error('ValidationException: low is above high');
    const rows = (this.#partitions.get(`${request.where}\n${request.partition}`) ?? [])
      .filter(({ event_id: id }) => request.low <= id && id <= request.high)
      .sort((a, b) => (a.event_id < b.event_id === (request.order === 'asc') ? -1 : 1));
    const taken = rows.slice(0, Math.min(request.limit, this.maxRows));
    return { rows: taken, isLast: taken.length === rows.length };
  }

  async getRows(keys: readonly RowKey[]): Promise<TrailRow[]> {
    return keys.flatMap(({ pk, sk }) =>
      (this.#partitions.get(`table\n${pk}`) ?? []).filter(({ event_id: id }) => id === sk),
    );
  }

  async checkHealth(): Promise<void> {}
}
