/** Requests for one file have their turns in the order in which they came; those of a bucket can be waited for. */
import { runInContext } from '../../shared/client/index.js';
import { KeyedQueue } from '../keyed-queue.js';
import { nameFile } from './file-path.js';

export class RequestTurns {
  private readonly queue = new KeyedQueue();
  /** By bucket: what has not ended. */
  private readonly asked = new Map<string, Set<Promise<unknown>>>();

  /** What log, journal and pins do in `work` belongs to the files. */
  take<T>(bucket: string, paths: readonly string[], work: () => Promise<T>): Promise<T> {
    const related = paths.map((path) => ({ resource_id: nameFile(bucket, path), role: 'file' }));
    // In one order for all, so that no two wait for each other.
    const inTurn = [...new Set(paths)].sort().reduceRight<() => Promise<T>>(
      (next, path) => () => this.queue.run(`${bucket}:${path}`, next),
      () => runInContext({ related }, work),
    );
    return this.follow(bucket, inTurn());
  }

  /** Resolves when all that was asked of the bucket's files before has ended. */
  async settle(bucket: string): Promise<void> {
    await Promise.allSettled(this.asked.get(bucket) ?? []);
  }

  private follow<T>(bucket: string, turn: Promise<T>): Promise<T> {
    const asked = this.asked.get(bucket) ?? new Set();
    this.asked.set(bucket, asked.add(turn));
    const over = () => {
      asked.delete(turn);
      if (asked.size === 0 && this.asked.get(bucket) === asked) this.asked.delete(bucket);
    };
    turn.then(over, over);
    return turn;
  }
}
