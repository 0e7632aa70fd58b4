/** How events are sent: one row a storage type. */
import type { CompleteAuditConfig } from '../../settings/audit-config.js';
import type { StorageType } from '../../settings/storage-types.js';
import { type BodyFormat, envelopeFormat, linesFormat, listFormat } from './body-format.js';
import type { EnvelopeSender } from './envelope-sender.js';
import { FileSender } from './file-sender.js';
import { RemoteSender } from './remote-sender.js';
import { SqsSender } from './sqs-sender.js';

type Storage = CompleteAuditConfig['storage'];

export interface SenderRow {
  /** How lines become one message body. */
  readonly format: BodyFormat;
  /** Opens no connection. `warn` is told what an operator should know. Throws AuditConfigError. */
  make(storage: Storage, warn: (text: string) => void): EnvelopeSender;
}

/** The settings that a type needs are there: `STORAGE_TYPES` names them, and they are looked for before. */
const given = (text: string | undefined): string => text ?? '';

export const SENDERS: Readonly<Record<StorageType, SenderRow>> = {
  database: {
    format: envelopeFormat,
    make: ({ queue_url, region, endpoint }) => new SqsSender({ queueUrl: given(queue_url), region, endpoint }),
  },
  file: {
    format: linesFormat,
    make({ directory, max_size_mb, retention_days }, warn) {
      warn(`audit events are written to files in ${directory}: they cannot be queried from there`);
      return new FileSender({ directory, maxTotalBytes: max_size_mb * 1_024 * 1_024, retentionDays: retention_days });
    },
  },
  remote: {
    format: listFormat,
    make: ({ url, region }) => new RemoteSender({ url: given(url), region }),
  },
};
