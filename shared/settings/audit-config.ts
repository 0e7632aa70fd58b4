/**
 * The settings of the audit logger, as an interface: the client takes a plain object and needs neither a file nor a
 * schema library. The end of this file checks at compile time that it has what the table of settings has.
 */
import { type DURABILITIES, SETTINGS, type SettingKey } from './settings.js';
import type { StorageType } from './storage-types.js';

/**
 * When a receipt resolves. `queue`: when the storage has accepted the event: SQS its message, the file its fsync, the
 * remote door its 202. `memory`: at once, when the event is in the buffer: a crash loses it. `spool`: when the event is
 * fsynced in a directory that outlives the process; needs a spool, refused in Lambda.
 */
export type Durability = (typeof DURABILITIES)[number];

export interface AuditStorageConfig {
  /**
   * `database`: to SQS and from there to the table. `file`: NDJSON files, not queryable. `remote`: `POST /v1/events`.
   */
  readonly type?: StorageType | undefined;
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

/** Fills in the defaults of settings that were checked. */
export function completeConfig(config: AuditConfig): CompleteAuditConfig {
  const storage = config.storage ?? {};
  return {
    enabled: config.enabled ?? SETTINGS.enabled.default,
    event_types: config.event_types,
    sampling: config.sampling ?? SETTINGS.sampling.default,
    async: config.async ?? SETTINGS.async.default,
    batch_size: config.batch_size ?? SETTINGS.batch_size.default,
    flush_interval_seconds: config.flush_interval_seconds ?? SETTINGS.flush_interval_seconds.default,
    durability: config.durability ?? SETTINGS.durability.default,
    max_buffered_events: config.max_buffered_events ?? SETTINGS.max_buffered_events.default,
    max_buffered_mb: config.max_buffered_mb ?? SETTINGS.max_buffered_mb.default,
    storage: {
      type: storage.type ?? SETTINGS['storage.type'].default,
      retention_days: storage.retention_days ?? SETTINGS['storage.retention_days'].default,
      max_size_mb: storage.max_size_mb ?? SETTINGS['storage.max_size_mb'].default,
      directory: storage.directory ?? SETTINGS['storage.directory'].default,
      queue_url: storage.queue_url,
      region: storage.region,
      endpoint: storage.endpoint,
      url: storage.url,
    },
  };
}

type KeysOf<T, Prefix extends string = ''> = { [K in keyof T & string]: `${Prefix}${K}` }[keyof T & string];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while the interface and the table of settings have the same keys. */
export const SETTINGS_AGREE: Same<
  KeysOf<Omit<AuditConfig, 'storage'>> | KeysOf<AuditStorageConfig, 'storage.'>,
  SettingKey
> = true;
