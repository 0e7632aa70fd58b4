/** Where events may go: one row a storage type says which settings it needs and which it reads besides. */

export interface StorageRow {
  /** Key below `storage` without which nothing can be sent. */
  readonly needs?: string;
  /** Keys below `storage` that mean something for it. */
  readonly reads: readonly string[];
  readonly meaning: string;
}

export const STORAGE_TYPES = {
  database: {
    needs: 'queue_url',
    reads: ['queue_url', 'region', 'endpoint', 'retention_days'],
    meaning: 'to SQS, and from there to the table',
  },
  file: {
    reads: ['directory', 'max_size_mb', 'retention_days'],
    meaning: 'NDJSON files, which cannot be queried',
  },
  remote: {
    needs: 'url',
    reads: ['url', 'region'],
    meaning: '`POST /v1/events`',
  },
} as const satisfies Record<string, StorageRow>;

export type StorageType = keyof typeof STORAGE_TYPES;
