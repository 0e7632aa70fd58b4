/**
 * The reading side of the trail: who did what to which resource.
 *
 *     const trail = new AuditTrail({ url: 'http://127.0.0.1:8787' });
 *     const { events } = await trail.queryEvents({ user_id: 'alice', event_types: ['vfs_operation'] });
 *     for await (const event of trail.events({ status: 'failure', time_range: [start, end] })) …
 */
import { ADDRESSES, type RouteName } from '../api/addresses.js';
import type {
  Activity,
  EventAnswer,
  EventPage,
  Health,
  QuarantinePage,
  Statistics,
  TrailEntry,
} from '../api/answers/answers.js';
import type { ExportFormat } from '../api/answers/export-formats.js';
import { AuditTrailError } from './audit-trail-error.js';
import { readNdjson } from './read-ndjson.js';
import { TrailConnection, type TrailConnectionOptions } from './trail-connection.js';
import {
  type ActivityQuery,
  buildQueryString,
  type EventQuery,
  type ExportOptions,
  type ExportQuery,
  type QuarantineQuery,
  type TimelineQuery,
  type TimeRange,
} from './trail-query.js';

/** Every method rejects with AuditTrailError when the service refuses, does not answer, or breaks off. */
export class AuditTrail {
  readonly #connection: TrailConnection;

  /** Connects to nothing yet. Throws TypeError for a URL that is neither HTTPS nor of this machine. */
  constructor(options: TrailConnectionOptions) {
    this.#connection = new TrailConnection(options);
  }

  /** One page, newest first unless `order` says otherwise. It may be short: only a null `next_cursor` is the end. */
  queryEvents(query: EventQuery = {}): Promise<EventPage> {
    return this.#get('listEvents', query);
  }

  /** All pages from `query.cursor`, or from the beginning, to the end. */
  pages(query: EventQuery = {}): AsyncGenerator<EventPage, void, undefined> {
    return followPages(query.cursor, (cursor) => this.queryEvents({ ...query, cursor }));
  }

  /**
   * All events that match, each once, page after page behind the scenes; `limit` is the size of these pages. What was
   * erased or damaged stands in its place: `isWhole` tells them apart.
   */
  events(query: EventQuery = {}): AsyncGenerator<TrailEntry, void, undefined> {
    return flatten(this.pages(query));
  }

  /** Rejects with status 404 when there is no such event. */
  async getEvent(eventId: string): Promise<TrailEntry> {
    const { event } = await this.#get<EventAnswer>('getEvent', {}, eventId);
    return event;
  }

  /** One page of a resource's own events and those that name it in `related`, oldest first unless `order` says otherwise. */
  timeline(query: TimelineQuery): Promise<EventPage> {
    return this.#get('getTimeline', query);
  }

  /** A resource's whole timeline, each event once. */
  timelineEvents(query: TimelineQuery): AsyncGenerator<TrailEntry, void, undefined> {
    return flatten(followPages(query.cursor, (cursor) => this.timeline({ ...query, cursor })));
  }

  /** What one person did, counted. */
  activity(query: ActivityQuery): Promise<Activity> {
    return this.#get('getActivity', query);
  }

  /** All events of a range, counted. */
  statistics(query: TimeRange = {}): Promise<Statistics> {
    return this.#get('getStatistics', query);
  }

  /** One page of what could not be stored, newest first. */
  quarantine(query: QuarantineQuery = {}): Promise<QuarantinePage> {
    return this.#get('listQuarantine', query);
  }

  /** Resolves when the service and its table answer. */
  health(): Promise<Health> {
    return this.#get('getHealth', {});
  }

  /** All events that match, oldest first, in one streamed request. Throws at the end when the stream broke off. */
  exportEvents(query: ExportQuery = {}): AsyncGenerator<TrailEntry, void, undefined> {
    return readNdjson(this.exportBytes('ndjson', query));
  }

  /**
   * The bytes of an export file, as they come. Throws when the stream broke off: what came so far is not the whole.
   * `unguardCell` gives the text of a cell of CSV.
   */
  exportBytes(
    format: ExportFormat,
    query: ExportQuery = {},
    options: ExportOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#connection.getStream(buildAddress('exportEvents', { ...query, ...options, format }));
  }

  /**
   * The service checks what it stores and this client is of its version: the shape of an answer is taken as promised.
   */
  async #get<Answer>(route: RouteName, query: object, id?: string): Promise<Answer> {
    const answer: Answer = JSON.parse(await this.#connection.getText(buildAddress(route, query, id)));
    return answer;
  }
}

/** `id` stands in the one part of a path that is a parameter. */
function buildAddress(route: RouteName, query: object, id = ''): string {
  const path = ADDRESSES[route].path.replace(/\{\w+\}/, encodeURIComponent(id));
  const queryString = buildQueryString(query);
  return queryString === '' ? path : `${path}?${queryString}`;
}

async function* followPages(
  first: string | undefined,
  getPage: (cursor: string | undefined) => Promise<EventPage>,
): AsyncGenerator<EventPage, void, undefined> {
  let cursor = first;
  for (;;) {
    const page = await getPage(cursor);
    yield page;
    if (page.next_cursor === null) return;
    if (page.next_cursor === cursor)
      throw new AuditTrailError('the service gives the same page again', { code: 'trail_answer_broken' });
    cursor = page.next_cursor;
  }
}

async function* flatten(pages: AsyncIterable<EventPage>): AsyncGenerator<TrailEntry, void, undefined> {
  for await (const { events } of pages) yield* events;
}
