// Each marked line, and no other, must be refused with the error that it names.
import {
  type AuditEvent,
  AuditLogger,
  AuditTrail,
  audited,
  type EventInput,
  instrument,
  notAudited,
} from 'trailkeeper';
import { loadAuditConfig } from 'trailkeeper/config';
import { MemoryAuditLogger } from 'trailkeeper/testing';

const audit = new AuditLogger({ batch_size: 10 });
export const unknownStatus: EventInput = { event_type: 'shelf', action: 'put', status: 'done' }; // TS2322
export const noStatus: EventInput = { event_type: 'shelf', action: 'put' }; // TS2741
audit.logEvent({ event_type: 'shelf', action: 'put', status: 'success', user: 'alice' }); // TS2353
new MemoryAuditLogger().logEvent({ event_type: 1, action: 'put', status: 'success' }); // TS2322
new AuditLogger({ batch_size: '10' }); // TS2322
new AuditLogger({ storage: { type: 'printer' } }); // TS2322
export const days: string = loadAuditConfig().storage.retention_days; // TS2322

class Shelf {
  put(_book: string): void {}
  list(): string[] {
    return [];
  }
}
const put = { type: 'shelf', action: 'put' };
instrument(Shelf, { put }, audit); // TS2345
instrument(Shelf, { put, list: notAudited('names only'), take: put }, audit); // TS2353
instrument(Shelf, { put: { ...put, resource: (book: number) => `${book}` }, others: notAudited('-') }, audit); // TS2322
instrument(Shelf, { put, list: notAudited('names only') }); // TS2345

@audited(audit, { put }) // TS1238
export class Box {
  put(): void {}
  take(): void {}
}

const trail = new AuditTrail({ url: 'http://127.0.0.1:8787' });
void trail.queryEvents({ user: 'alice' }); // TS2353
export const byPerson = (event: AuditEvent): number => event.user_id; // TS2322
