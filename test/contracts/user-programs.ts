/** What users of the package write. They are texts, because they must compile against the tarball and not here. */

/** A library of somebody else, which knows nothing of auditing. */
export const FOREIGN_LIBRARY = {
  'node_modules/foreign-store/package.json': '{"name":"foreign-store","version":"1.0.0","main":"index.js"}',
  'node_modules/foreign-store/index.js': `
    class Store {
      #items = new Map();
      async put(key, value) { this.#items.set(key, value); return { size: value.length }; }
      async get(key) {
        if (!this.#items.has(key)) throw Object.assign(new Error('no such key: ' + key), { code: 'ENOKEY' });
        return this.#items.get(key);
      }
      close() {}
    }
    exports.Store = Store;
  `,
};
export const POLICY = `{
  put: { type: 'vfs_operation', action: 'write', resource: (key) => key, details: (key, value) => ({ path: key, size: value.length, value }) },
  get: { type: 'vfs_operation', action: 'read', resource: (key) => key },
  others: notAudited('lifecycle'),
}`;

/** A program that must compile. */
export const RIGHT = `
import { AuditLogger, AuditTrail, type EventInput, instrument, notAudited } from 'trailkeeper';
import { loadAuditConfig } from 'trailkeeper/config';
import { MemoryAuditLogger } from 'trailkeeper/testing';
class Manager {
  create(id: string, size: number): boolean { return id.length > size; }
  list(): string[] { return []; }
}
const audit = new AuditLogger(loadAuditConfig());
const event: EventInput = { event_type: 'backend_operation', action: 'create', status: 'success', details: { a: 1 } };
export const receipt: PromiseLike<unknown> = audit.logEvent(event);
instrument(Manager, { create: { type: 'a', action: 'b', resource: (id) => id }, list: notAudited('names only') }, audit);
export const user: string = new MemoryAuditLogger().events[0]!.user_id;
export async function firstId(): Promise<string> {
  const page = await new AuditTrail({ url: 'http://127.0.0.1:1' }).queryEvents({ user_id: 'alice', status: 'failure' });
  return page.events[0]!.event_id;
}
`;

/** One error on each line that ends so. */
export const WRONG = `
import { AuditLogger, AuditTrail, instrument, notAudited } from 'trailkeeper';
import { loadAuditConfig } from 'trailkeeper/config';
import { MemoryAuditLogger } from 'trailkeeper/testing';
class Manager {
  create(id: string): boolean { return id === ''; }
  list(): string[] { return []; }
}
const audit = new AuditLogger({ batch_sice: 7 }); // wrong
audit.logEvent({ event_type: 'a', action: 'b', status: 'sucess' }); // wrong
audit.logEvent({ event_type: 'a', action: 'b' }); // wrong
audit.logEvent({ event_type: 'a', action: 'b', status: 'success', resource: 'x' }); // wrong
audit.logEvent({ event_type: 'a', action: 'b', status: 'success', resource_id: 5 }); // wrong
instrument(Manager, { create: { type: 'a', action: 'b' } }, audit); // wrong
instrument(Manager, { create: { type: 'a', action: 'b', resource: (id) => id.nothing }, list: notAudited('x') }, audit); // wrong
export const user: number = new MemoryAuditLogger().events[0]!.user_id; // wrong
export const trail = new AuditTrail({ address: 'http://127.0.0.1:1' }); // wrong
export const size: string = loadAuditConfig().batch_size; // wrong
`;
