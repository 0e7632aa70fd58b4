/** Puts the parts behind a logger together, by its configuration. */

import { randomBytes } from 'node:crypto';
import type { CompleteAuditConfig } from '../../settings/audit-config.js';
import { AuditConfigError } from '../../settings/audit-config-error.js';
import { STORAGE_TYPES, type StorageRow } from '../../settings/storage-types.js';
import { withDeadline } from '../context/with-deadline.js';
import type { EnvelopeSender } from '../senders/envelope-sender.js';
import { SENDERS } from '../senders/sender-table.js';
import { Delivery, type DeliveryParts } from './delivery.js';
import { Packing } from './packing.js';
import { createProducerId } from './producer-id.js';

export interface DeliverySettings {
  /** How long one attempt to send may take. Default 20 s. */
  readonly sendTimeoutMs: number;
  /** Default: the name of the function or machine and 64 random bits. */
  readonly producerId: string;
  /** From 0 to 1, for the pauses between attempts. */
  readonly random: () => number;
  readonly environment: NodeJS.ProcessEnv;
}

interface Replacements extends Partial<DeliverySettings> {
  readonly sender?: EnvelopeSender | undefined;
  readonly warn?: ((text: string) => void) | undefined;
}

type LoggerParts = Pick<DeliveryParts, 'buffer' | 'sampledOut' | 'fates' | 'onAccepted'>;

const SEND_TIMEOUT_MS = 20_000;
/** Drawn once a logger: the nonce of its run. */
const NONCE_BYTES = 16;
const CLOSE_SENDER_TIMEOUT_MS = 1_000;

export function createDelivery(
  config: CompleteAuditConfig,
  replacements: Replacements,
  parts: LoggerParts,
): { delivery: Delivery; closeSender: () => Promise<void> } {
  const { environment = process.env, warn = warnProcess, random = Math.random } = replacements;
  if (config.enabled) refuseSpool(config, environment);
  const sender = replacements.sender ?? createSender(config, warn);
  const producerId = replacements.producerId ?? createProducerId(environment);
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  const delivery = new Delivery({
    ...parts,
    sender,
    producerId,
    packing: new Packing(SENDERS[config.storage.type].format, producerId, parts.sampledOut, nonce),
    batchSize: config.batch_size,
    flushIntervalMs: config.flush_interval_seconds * 1_000,
    sendTimeoutMs: replacements.sendTimeoutMs ?? SEND_TIMEOUT_MS,
    random,
    onFailing: (failure) => warn(`audit events are not being accepted, and are kept in memory: ${failure}`),
  });
  return { delivery, closeSender: () => closeWithin(sender, CLOSE_SENDER_TIMEOUT_MS) };
}

function refuseSpool({ durability }: CompleteAuditConfig, environment: NodeJS.ProcessEnv): void {
  if (durability !== 'spool') return;
  const reason =
    environment.AWS_LAMBDA_FUNCTION_NAME === undefined
      ? 'no spool was given'
      : 'no directory of a Lambda function outlives its process';
  throw new AuditConfigError([{ path: 'durability', expected: 'queue or memory', got: `spool, but ${reason}` }]);
}

function createSender({ enabled, storage }: CompleteAuditConfig, warn: (text: string) => void): EnvelopeSender {
  if (!enabled) return { send: () => Promise.resolve([]) };
  const { needs }: StorageRow = STORAGE_TYPES[storage.type];
  if (needs !== undefined && Reflect.get(storage, needs) === undefined) {
    const expected = `a value, which storage.type ${storage.type} needs`;
    throw new AuditConfigError([{ path: `storage.${needs}`, expected, got: 'nothing' }]);
  }
  return SENDERS[storage.type].make(storage, warn);
}

function warnProcess(text: string): void {
  process.emitWarning(text, { code: 'TRAILKEEPER' });
}

async function closeWithin(sender: EnvelopeSender, timeoutMs: number): Promise<void> {
  try {
    await withDeadline(
      () => sender.close?.(),
      timeoutMs,
      () => undefined,
    );
  } catch {
    // Nothing is left that a failure to close could lose.
  }
}
