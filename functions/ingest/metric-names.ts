/**
 * The numbers that the ingest writes for every batch, as metrics of CloudWatch's embedded format with the one dimension
 * `service`. Alarms and dashboard are built on these names.
 */
export const INGEST_METRICS = {
  /** Events that are in the table, redeliveries included. */
  stored: 'EventsStored',
  /** Events that repeat an event of their own message. */
  repeated: 'EventsRepeated',
  /** Events or whole messages that can never be stored, and are kept in quarantine. */
  quarantined: 'EventsQuarantined',
  /** Manifests: the log of arrivals. A batch that stored something without one is not finished. */
  manifests: 'ManifestsWritten',
  /** Messages handed back, to be delivered again. */
  returned: 'MessagesReturned',
  /** Of these, messages of which a part was stored: they are too large for one delivery, and their next goes on. */
  continued: 'MessagesContinued',
  /** Messages whose producer another sender has claimed before: one of them may speak for the other. */
  conflicts: 'ProducerConflicts',
  /** Items that the table did not take at once. */
  retried: 'WritesRetried',
} as const;
