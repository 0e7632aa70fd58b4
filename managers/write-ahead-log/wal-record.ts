/** What the log keeps of an operation, and which transitions it may make. */
import type { RelatedResource } from '../../shared/client/index.js';

export const WAL_STATES = ['pending', 'processing', 'retrying', 'completed', 'failed', 'cancelled'] as const;
export type WalState = (typeof WAL_STATES)[number];

/** From each state to those that may follow it. */
export const TRANSITIONS: Readonly<Record<WalState, readonly WalState[]>> = {
  pending: ['processing', 'cancelled'],
  processing: ['completed', 'retrying', 'failed', 'cancelled'],
  retrying: ['processing', 'cancelled'],
  failed: ['pending', 'cancelled'],
  completed: [],
  cancelled: [],
};

/** Who asked for the operation, and in which request: it is finished later, and then nobody is on the line. */
export interface WalOrigin {
  readonly user_id?: string | undefined;
  readonly on_behalf_of?: string | undefined;
  readonly correlation_id?: string | undefined;
  /** The operation that added it, which causes all that follows. */
  readonly operation_id?: string | undefined;
  readonly related?: readonly RelatedResource[] | undefined;
}

/** What is to be done: an operation on one file of a bucket. */
export interface WalData {
  readonly bucket: string;
  /** Begins with a slash. */
  readonly path: string;
  /** In bytes. */
  readonly size?: number | undefined;
  /** Of the content, in hex. */
  readonly sha256?: string | undefined;
  /** Of a rename or a copy: the file's other path, which it is made from. */
  readonly from?: string | undefined;
  /** Names the durable copy of the content that the operation is done with, also after a restart. */
  readonly staged?: string | undefined;
}

/** An operation as its callers see it: the same whether or not somebody audits. */
export interface WalOperation extends WalData {
  readonly operation_id: string;
  /** Rises with each operation that is added. */
  readonly sequence: number;
  /** For instance `store`. */
  readonly operation_type: string;
  readonly backend: string;
  readonly state: WalState;
  /** How often work on it has begun since it was last `pending`. */
  readonly attempts: number;
  readonly reason?: string | undefined;
}

/** As the log keeps it. */
export interface WalRecord extends WalOperation {
  readonly origin: WalOrigin;
}

export function withoutOrigin({ origin: _origin, ...operation }: WalRecord): WalOperation {
  return operation;
}

/** Nobody works on it, and somebody is to. */
export function isWaiting({ state }: WalOperation): boolean {
  return state === 'pending' || state === 'retrying';
}

/** Nothing is left to be done, also not by a retry. */
export function isFinal({ state }: WalOperation): boolean {
  return state === 'completed' || state === 'cancelled';
}

/** The resource of an `add`: known before the operation has an id. */
export function nameTarget(operationType: string, { bucket, path }: WalData): string {
  return `${operationType}:${bucket}:${path}`;
}

/** A record as it was written by this version. Throws for anything else. */
export function parseWalRecord(value: unknown): WalRecord {
  if (isWalRecord(value)) return value;
  throw new SyntaxError('not a record of the write-ahead log');
}

const TEXTS = ['operation_id', 'operation_type', 'backend', 'bucket', 'path'] as const;

function isWalRecord(value: unknown): value is WalRecord {
  if (typeof value !== 'object' || value === null) return false;
  const read = (key: string): unknown => Reflect.get(value, key);
  return (
    TEXTS.every((key) => typeof read(key) === 'string') &&
    WAL_STATES.some((state) => state === read('state')) &&
    Number.isSafeInteger(read('sequence')) &&
    Number.isSafeInteger(read('attempts')) &&
    typeof read('origin') === 'object' &&
    read('origin') !== null
  );
}
