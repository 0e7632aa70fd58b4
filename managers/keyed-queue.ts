/** Operations on the same key run one after another, on different keys at once. */
import { SerialQueue } from './serial-queue.js';

export class KeyedQueue {
  private readonly queues = new Map<string, { queue: SerialQueue; waiting: number }>();

  async run<T>(key: string, fn: () => Promise<T>): Promise<T> {
    const entry = this.queues.get(key) ?? { queue: new SerialQueue(), waiting: 0 };
    this.queues.set(key, entry);
    entry.waiting += 1;
    try {
      return await entry.queue.run(fn);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.queues.delete(key);
    }
  }
}
