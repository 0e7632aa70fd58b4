/** The keys of repeated requests in memory. They never expire. */
import type { RequestKey, RequestKeys } from '../../shared/store/request-keys.js';

export class MemoryRequestKeys implements RequestKeys {
  readonly bodies = new Map<string, string>();

  async claim({ key, body }: RequestKey): Promise<boolean> {
    const name = Buffer.from(key).toString('hex');
    const hash = Buffer.from(body).toString('hex');
    const known = this.bodies.get(name) ?? hash;
    this.bodies.set(name, known);
    return known === hash;
  }
}
