/**
 * The settings of the audit logger, as an interface: the client takes a plain object and needs neither a file nor a
 * schema library. `trailkeeper/config` reads `audit_config.yaml` and the environment into one and checks it in full.
 */

/** When a receipt resolves. */
export type Durability =
  /** When the storage has accepted the event: SQS its message, the file its fsync, the remote door its 202. */
  | 'queue'
  /** At once, when the event is in the buffer: a crash loses it. */
  | 'memory'
  /** When the event is fsynced in a directory that outlives the process. Needs a spool; refused in Lambda. */
  | 'spool';

export interface AuditStorageConfig {
  /**
   * `database`: to SQS and from there to the table. `file`: NDJSON files, not queryable. `remote`: `POST /v1/events`.
   */
  readonly type?: 'database' | 'file' | 'remote' | undefined;
  /** Days. For `database` it is read when the stack is deployed, for `file` by the logger. Default 90. */
  readonly retention_days?: number | undefined;
  /** MiB that all files of `file` together may take; the oldest are deleted. Default 1000. */
  readonly max_size_mb?: number | undefined;
  /** `database`: where events are sent to. */
  readonly queue_url?: string | undefined;
  /** Default: the region in `queue_url`, else what the AWS SDK finds. */
  readonly region?: string | undefined;
  /** `database`: another endpoint of SQS, for instance an emulator's. */
  readonly endpoint?: string | undefined;
  /** `file`: where the files are written. Default `audit`, below the working directory. */
  readonly directory?: string | undefined;
  /** `remote`: the API without `/v1/events`. HTTPS, or HTTP to this machine. */
  readonly url?: string | undefined;
}

export interface AuditConfig {
  /** False: every event is counted as filtered and nothing is sent. Default true. */
  readonly enabled?: boolean | undefined;
  /** The types to record; absent: all. The trail's own type `audit` always passes. */
  readonly event_types?: readonly string[] | undefined;
  /** Share of operations to keep, 0 to 1, by event type; 1 for a type that is not named. */
  readonly sampling?: Readonly<Record<string, number>> | undefined;
  readonly storage?: AuditStorageConfig | undefined;
  /** False: an operation waits for its receipt before it returns. Default true. */
  readonly async?: boolean | undefined;
  /** Events that start a flush when they wait. Default 100. */
  readonly batch_size?: number | undefined;
  /** Seconds that an event waits at most before a flush starts. Default 5. */
  readonly flush_interval_seconds?: number | undefined;
  /** Default `queue`. */
  readonly durability?: Durability | undefined;
  /** Events that wait in memory at most; newer ones are dropped and counted. Default 50000. */
  readonly max_buffered_events?: number | undefined;
  /** MiB of events that wait in memory at most. Default 64. */
  readonly max_buffered_mb?: number | undefined;
}

type Defined<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
type OptionalStorage = 'queue_url' | 'region' | 'endpoint' | 'url';

/** A config in which everything that has a default is filled in. */
export type CompleteAuditConfig = Defined<Omit<AuditConfig, 'storage' | 'event_types'>> & {
  readonly event_types: readonly string[] | undefined;
  readonly storage: Defined<Omit<AuditStorageConfig, OptionalStorage>> & Pick<AuditStorageConfig, OptionalStorage>;
};

/** Fills in the defaults; checks nothing. */
export function completeConfig(config: AuditConfig): CompleteAuditConfig {
  const storage = config.storage ?? {};
  return {
    enabled: config.enabled ?? true,
    event_types: config.event_types,
    sampling: config.sampling ?? {},
    async: config.async ?? true,
    batch_size: config.batch_size ?? 100,
    flush_interval_seconds: config.flush_interval_seconds ?? 5,
    durability: config.durability ?? 'queue',
    max_buffered_events: config.max_buffered_events ?? 50_000,
    max_buffered_mb: config.max_buffered_mb ?? 64,
    storage: {
      type: storage.type ?? 'database',
      retention_days: storage.retention_days ?? 90,
      max_size_mb: storage.max_size_mb ?? 1_000,
      directory: storage.directory ?? 'audit',
      queue_url: storage.queue_url,
      region: storage.region,
      endpoint: storage.endpoint,
      url: storage.url,
    },
  };
}
