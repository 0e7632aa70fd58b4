/**
 * The keys of the table, built and parsed only here. Pure functions; `build` and `parse` are exact inverses; free text
 * comes last, so that a `#` inside an id never shifts a part.
 */
import { TrailkeeperError } from '../errors/trailkeeper-error.js';
import type { Status } from '../event/event.js';

/**
 * Where in a striped family a key lies. `ahead` holds events that were ahead of their arrival by more than a minute.
 */
export type Stripe = { readonly epoch: number; readonly stripe: number };
export type TimePartition = Stripe | 'ahead';

/** A key that no function here builds: a damaged table, or one of another version. */
export class KeyError extends TrailkeeperError<'KeyError'> {
  override readonly name = 'KeyError';
  constructor(kind: string, key: string) {
    const [expected, got] = [`a ${kind} key`, JSON.stringify(key)];
    super('bad_key', { message: `expected ${expected}, got ${got}`, expected, got });
  }
}

const buildStripe = ({ epoch, stripe }: Stripe) => `${epoch}#${stripe}`;

const buildTime = (partition: TimePartition) => (partition === 'ahead' ? 'ahead' : buildStripe(partition));

function parseTime(text: string, kind: string, key: string): TimePartition {
  if (text === 'ahead') return 'ahead';
  const match = /^(\d+)#(\d+)$/.exec(text);
  if (match === null) throw new KeyError(kind, key);
  return { epoch: Number(match[1]), stripe: Number(match[2]) };
}

function parseOfId(text: string, kind: string, key: string): { partition: TimePartition; id: string } {
  const match = /^(?:(\d+#\d+)|ahead)#(.+)$/s.exec(text);
  if (match?.[2] === undefined) throw new KeyError(kind, key);
  return { partition: parseTime(match[1] ?? 'ahead', kind, key), id: match[2] };
}

function withoutPrefix(prefix: string, kind: string, key: string): string {
  if (!key.startsWith(prefix)) throw new KeyError(kind, key);
  return key.slice(prefix.length);
}

/** `T#<epoch>#<stripe>` or `T#ahead`: events by time. */
export const buildTablePartition = (partition: TimePartition): string => `T#${buildTime(partition)}`;
export const parseTablePartition = (key: string): TimePartition =>
  parseTime(withoutPrefix('T#', 'table', key), 'table', key);

/** `<epoch>#<stripe>#<resource>` or `ahead#<resource>`: a resource's own events. */
export const buildResourcePartition = (partition: TimePartition, resourceId: string): string =>
  `${buildTime(partition)}#${resourceId}`;
export function parseResourcePartition(key: string): { partition: TimePartition; resourceId: string } {
  const { id, partition } = parseOfId(key, 'resource', key);
  return { partition, resourceId: id };
}

/** `<epoch>#<stripe>#<user>` or `ahead#<user>`: what a person did. */
export const buildUserPartition = (partition: TimePartition, userId: string): string =>
  `${buildTime(partition)}#${userId}`;
export function parseUserPartition(key: string): { partition: TimePartition; userId: string } {
  const { id, partition } = parseOfId(key, 'user', key);
  return { partition, userId: id };
}

/** `L#<epoch>#<stripe>#<resource>` or `L#ahead#<resource>`: events that name the resource in `related`. */
export const buildLinkPartition = (partition: TimePartition, resourceId: string): string =>
  `L#${buildTime(partition)}#${resourceId}`;
export function parseLinkPartition(key: string): { partition: TimePartition; resourceId: string } {
  const { id, partition } = parseOfId(withoutPrefix('L#', 'link', key), 'link', key);
  return { partition, resourceId: id };
}

/** The statuses that have an index: `success` is answered from the table, `attempted` is never asked for alone. */
export const INDEXED_STATUSES = ['failure', 'denied', 'partial', 'unknown'] as const satisfies readonly Status[];
export type IndexedStatus = (typeof INDEXED_STATUSES)[number];

export function isIndexedStatus(status: string): status is IndexedStatus {
  return INDEXED_STATUSES.some((indexed) => indexed === status);
}

/** `<status>#<epoch>#<stripe>` or `<status>#ahead`: what went wrong. */
export const buildStatusPartition = (status: IndexedStatus, partition: TimePartition): string =>
  `${status}#${buildTime(partition)}`;
export function parseStatusPartition(key: string): { status: IndexedStatus; partition: TimePartition } {
  const status = key.slice(0, Math.max(0, key.indexOf('#')));
  if (!isIndexedStatus(status)) throw new KeyError('status', key);
  return { status, partition: parseTime(key.slice(status.length + 1), 'status', key) };
}

/** Numbers sort as texts. */
const pad = (number: number, digits: number): string => String(number).padStart(digits, '0');

const MINUTE_MS = 60_000;
const isoMinute = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** `A#<minute>#<shard>`, for instance `A#2026-01-31T23:59#0`: the manifests of one minute of arrival. */
export const buildManifestPartition = (arrivalMs: number, shard: number): string =>
  `A#${isoMinute(arrivalMs)}#${shard}`;
export function parseManifestPartition(key: string): { minuteMs: number; shard: number } {
  const match = /^A#(\d{4}-\d\d-\d\dT\d\d:\d\d)#(\d+)$/.exec(key);
  const minuteMs = Date.parse(`${match?.[1]}:00.000Z`);
  if (match === null || Number.isNaN(minuteMs) || minuteMs % MINUTE_MS !== 0) throw new KeyError('manifest', key);
  return { minuteMs, shard: Number(match[2]) };
}

/** `Q#<day>`, for instance `Q#2026-01-31`: the quarantine of one UTC day of arrival. */
export const buildQuarantinePartition = (arrivalMs: number): string => `Q#${isoDay(arrivalMs)}`;
export function parseQuarantinePartition(key: string): { dayMs: number } {
  const match = /^Q#(\d{4}-\d\d-\d\d)$/.exec(key);
  const dayMs = Date.parse(`${match?.[1]}T00:00:00.000Z`);
  if (match === null || Number.isNaN(dayMs)) throw new KeyError('quarantine', key);
  return { dayMs };
}

/**
 * `<arrival>#<position>#<part>#<message id>`: one line of one message that could not be stored, or a part of a long one,
 * from 1. It is made of the message alone, so that a redelivery writes the same item again.
 */
export interface QuarantineSort {
  readonly arrivalMs: number;
  readonly position: number;
  readonly part: number;
  readonly messageId: string;
}
export const buildQuarantineSort = ({ arrivalMs, position, part, messageId }: QuarantineSort): string =>
  `${new Date(arrivalMs).toISOString()}#${pad(position, 6)}#${pad(part, 2)}#${messageId}`;
export function parseQuarantineSort(key: string): QuarantineSort {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)#(\d{6,})#(\d{2,})#(.+)$/s.exec(key);
  const arrivalMs = Date.parse(String(match?.[1]));
  if (match?.[4] === undefined || Number.isNaN(arrivalMs)) throw new KeyError('quarantine', key);
  return { arrivalMs, position: Number(match[2]), part: Number(match[3]), messageId: match[4] };
}

/** The one partition of the epoch directory, and `<number>#<family>`, in the order in which rows were added. */
export const EPOCH_PARTITION = 'E';
export const buildEpochSort = (number: number, family: string): string => `${pad(number, 6)}#${family}`;
export function parseEpochSort(key: string): { number: number; family: string } {
  const match = /^(\d{6,})#(.+)$/s.exec(key);
  if (match?.[2] === undefined) throw new KeyError('epoch', key);
  return { number: Number(match[1]), family: match[2] };
}

/** The one partition of the directory of senders, and a sender as the queue names it: `AROA…:session`. */
export const SENDER_PARTITION = 'N';
export const buildSenderSort = (sender: string): string => sender;
export function parseSenderSort(key: string): string {
  if (key === '') throw new KeyError('sender', key);
  return key;
}

/** How far one message has been stored, and the one sort key of such an item. */
export const MESSAGE_PREFIX = 'M#';
export const buildMessagePartition = (messageId: string): string => `${MESSAGE_PREFIX}${messageId}`;
export const MESSAGE_SORT = 'done';

/** `I#<key hash>`: which body an Idempotency-Key stands for, by a keyed hash in hexadecimal, and the one sort key of it. */
export const REQUEST_PREFIX = 'I#';
export const buildRequestPartition = (keyHash: string): string => `${REQUEST_PREFIX}${keyHash}`;
export function parseRequestPartition(key: string): string {
  const match = /^I#([0-9a-f]{64})$/.exec(key);
  if (match?.[1] === undefined) throw new KeyError('request', key);
  return match[1];
}
export const REQUEST_SORT = 'body';
