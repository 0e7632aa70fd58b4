/** A class with one tracked method. */
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';

/** A class whose one method, `run`, is `method`, and its logger. */
export function trackMethod<F extends (...args: never[]) => unknown>(method: F) {
  class Thing {
    declare run: F;
  }
  Object.defineProperty(Thing.prototype, 'run', { value: method, configurable: true, writable: true });
  const audit = new MemoryAuditLogger();
  Reflect.apply(instrument, undefined, [Thing, { run: { type: 'thing', action: 'run' } }, audit]);
  return { thing: new Thing(), audit, statuses: () => audit.events.map((event) => event.status) };
}
