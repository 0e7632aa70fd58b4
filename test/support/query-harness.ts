/** The query application over an in-process table. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Hono } from 'hono';
import { createQueryApp, type QueryDependencies } from '../../functions/query/query-app.js';
import type { EventsAhead } from '../../shared/api/answers/answers.js';
import type { AuditEvent } from '../../shared/event/event.js';
import { DynamoDbTableReader } from '../../shared/query/sources/dynamodb-table-reader.js';
import { SenderNames } from '../../shared/query/sources/sender-names.js';
import { type EpochRow, Epochs } from '../../shared/store/epochs.js';
import { buildSenderItem, DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { type Emulators, startEmulators } from './emulators.js';
import { createDocumentClient, deleteAllItems, putItems } from './stored-items.js';

export interface QueryHarness {
  readonly emulators: Emulators;
  readonly documents: DynamoDBDocumentClient;
  readonly table: DynamoDbTableReader;
  readonly senders: SenderNames;
  /** Replaces everything that is stored. */
  store(items: readonly object[]): Promise<void>;
  add(items: readonly object[]): Promise<void>;
  createApp(directory: readonly EpochRow[], overrides?: Partial<QueryDependencies>): Hono;
  stop(): Promise<void>;
}

/** Who sent what `store` puts under the number 7. */
export const HARNESS_SENDER = 'AROASAMPLESENDER:session-1';
export const HARNESS_TRAIL_KEY = Buffer.alloc(32, 7);

export async function startQueryHarness(nowMs: number): Promise<QueryHarness> {
  const emulators = await startEmulators();
  const documents = createDocumentClient(emulators.dynamoDb);
  const table = new DynamoDbTableReader(documents, emulators.tableName);
  const directory = new DynamoDbSenderDirectory(emulators.dynamoDb, emulators.tableName);
  const senders = new SenderNames(directory, { clock: () => nowMs });
  return {
    emulators,
    documents,
    table,
    senders,
    async store(items) {
      await deleteAllItems(documents, emulators.tableName);
      await putItems(documents, emulators.tableName, [...items, buildSenderItem(HARNESS_SENDER, 7)]);
    },
    add: (items) => putItems(documents, emulators.tableName, items),
    createApp: (rows, overrides = {}) =>
      createQueryApp({
        table,
        epochs: { getEpochs: async () => new Epochs(rows) },
        senders,
        getTrailKey: async () => HARNESS_TRAIL_KEY,
        clock: () => nowMs,
        retentionDays: 90,
        reportError: (error) => {
          throw error;
        },
        ...overrides,
      }),
    stop: () => emulators.stop(),
  };
}

export interface Page {
  readonly events: AuditEvent[];
  readonly next_cursor: string | null;
  readonly ahead: EventsAhead | null;
}

/** Query parameters as a test writes them: a list is a repeated parameter. */
export type Parameters = Record<string, string | readonly string[] | undefined>;

export function buildAddress(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of value === undefined ? [] : [value].flat()) query.append(name, each);
  }
  return `${path}?${query}`;
}

export const fetchPage = (app: Hono, path: string, parameters: Parameters): Promise<Page & { text: string }> =>
  fetchPageAt(app, buildAddress(path, parameters));

export async function fetchPageAt(app: Hono, address: string): Promise<Page & { text: string }> {
  const response = await app.request(address);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  const page: Page = JSON.parse(text);
  return { ...page, text };
}

const MAX_PAGES = 2_000;

/** Follows cursors to the end. */
export async function fetchAll(app: Hono, path: string, parameters: Parameters): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await fetchPage(app, path, { ...parameters, cursor });
    events.push(...page.events);
    if (page.next_cursor === null) return events;
    cursor = page.next_cursor;
  }
  throw new Error('the pages do not end');
}
