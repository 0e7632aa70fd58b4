import {
  type AuditConfig,
  type AuditEvent,
  AuditLogger,
  type AuditPolicy,
  AuditTrail,
  audited,
  type EventInput,
  type EventLogger,
  type EventPage,
  instrument,
  notAudited,
} from 'trailkeeper';
import { type CompleteAuditConfig, loadAuditConfig } from 'trailkeeper/config';
import { MemoryAuditLogger } from 'trailkeeper/testing';

const config: AuditConfig = { storage: { type: 'database', queue_url: 'https://sqs.eu-central-1.amazonaws.com/1/q' } };
const loaded: CompleteAuditConfig = loadAuditConfig();
export const loggers: EventLogger[] = [new AuditLogger(config), new AuditLogger(loaded), new MemoryAuditLogger()];
const memory = new MemoryAuditLogger();

export class Shelf {
  async put(book: string, pages: number): Promise<{ pages: number }> {
    return { pages: pages + book.length };
  }
  list(): string[] {
    return [];
  }
}
const policy: AuditPolicy<Shelf> = {
  put: {
    type: 'shelf',
    action: 'put',
    resource: (book) => book.toUpperCase(),
    details: (_book, pages) => ({ pages: pages.toFixed(0) }),
    keeps: ['pages'],
    outcome: (result) => (result.pages.toFixed(0) === '0' ? 'failure' : 'success'),
  },
  list: notAudited('names only'),
};
instrument(Shelf, policy, memory);

@audited(memory, { put: { type: 'shelf', action: 'put' } })
export class Box {
  put(): void {}
}

const event: EventInput = { event_type: 'shelf', action: 'put', status: 'success', details: { pages: 3 } };
memory.logEvent(event);
export const userOf = (first: AuditEvent): string => first.user_id;
export const trail = new AuditTrail({ url: 'http://127.0.0.1:8787' });
export const page: Promise<EventPage> = trail.queryEvents({ user_id: 'alice', limit: 10 });
