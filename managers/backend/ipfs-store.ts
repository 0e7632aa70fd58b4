/** Keeps objects pinned on an IPFS node, over the HTTP API of Kubo. */
import { ManagerError } from '../manager-error.js';
import type { KeyMap } from './key-map.js';
import type { ObjectStore } from './object-store.js';
import { MARK_NAME, type MarkKeeper } from './place-mark.js';
import { toStoreError } from './store-error.js';

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_REASON_LENGTH = 300;
const MARK_PATH = `/${MARK_NAME}`;

export class IpfsStore implements ObjectStore {
  private readonly pinning = {
    isPinned: async (cid: string): Promise<boolean> => {
      try {
        await this.call('pin/ls', { arg: cid, type: 'recursive' });
        return true;
      } catch (error) {
        if (isAbout(error, /not pinned|answered 40[45] /)) return false;
        throw error;
      }
    },
    pin: async (cid: string): Promise<void> => {
      await this.call('pin/add', { arg: cid });
    },
    // What nobody pins is collected by the node in its own time.
    unpin: async (cid: string): Promise<void> => {
      try {
        await this.call('pin/rm', { arg: cid });
      } catch (error) {
        if (!isAbout(error, /not pinned/)) throw error;
      }
    },
  };

  constructor(
    private readonly apiUrl: string,
    private readonly keys: KeyMap,
  ) {}

  async store(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([Uint8Array.from(bytes)]));
    const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const answer = await this.call(
      'add',
      { 'cid-version': '1', 'raw-leaves': 'true', pin: 'false' },
      { body: form, signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) },
    );
    signal?.throwIfAborted();
    await this.keys.set(key, readHash(answer.toString()), this.pinning);
  }

  async fetch(key: string): Promise<Uint8Array> {
    const cid = await this.keys.find(key);
    if (cid === undefined) throw new ManagerError('not_found', `nothing is stored under ${key}`);
    return await this.call('cat', { arg: cid });
  }

  async checkKept(key: string): Promise<void> {
    const cid = await this.keys.find(key);
    if (cid !== undefined && (await this.pinning.isPinned(cid))) return;
    throw new ManagerError('not_found', `${this.place} does not keep what is stored under ${key}`);
  }

  fetchById(cid: string): Promise<Uint8Array> {
    return this.call('cat', { arg: cid });
  }

  async remove(key: string): Promise<void> {
    await this.keys.delete(key, this.pinning);
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.call('id', {}, { signal });
  }

  /** A file of the node's own file system, MFS. A node that has none keeps no marks. */
  readonly mark: MarkKeeper = {
    read: async (signal) => {
      try {
        return (await this.call('files/read', { arg: MARK_PATH }, signal === undefined ? {} : { signal })).toString();
      } catch (error) {
        if (isAbout(error, /does not exist|no link named|answered 40[45] /)) return undefined;
        throw error;
      }
    },
    write: async (text, _replace, signal) => {
      const form = new FormData();
      form.append('file', new Blob([text]));
      const query = { arg: MARK_PATH, create: 'true', truncate: 'true' };
      await this.call('files/write', query, { body: form, ...(signal === undefined ? {} : { signal }) });
    },
    remove: async () => {
      await this.call('files/rm', { arg: MARK_PATH });
    },
  };

  /** Gives the whole body: a connection that breaks off within it is an error as well. */
  private async call(command: string, query: Record<string, string> = {}, init: RequestInit = {}): Promise<Buffer> {
    const url = new URL(`${this.apiUrl.replace(/\/+$/, '')}/api/v0/${command}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    let status: number;
    let body: Buffer;
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...init, method: 'POST' });
      status = answer.status;
      body = Buffer.from(await answer.arrayBuffer());
    } catch (error) {
      throw toStoreError(error, this.place);
    }
    if (status >= 200 && status < 300) return body;
    const reason = body.toString().slice(0, MAX_REASON_LENGTH);
    const code = status === 401 || status === 403 ? 'access_denied' : 'store_failed';
    throw new ManagerError(code, `${this.place} answered ${status} to ${command}: ${reason}`);
  }

  private get place(): string {
    return `the IPFS node ${this.apiUrl}`;
  }
}

function isAbout(error: unknown, text: RegExp): boolean {
  return error instanceof ManagerError && text.test(error.message);
}

/** One JSON object a line; the last is the root. */
function readHash(body: string): string {
  const hash = /"Hash":\s*"(\w+)"/.exec(body.trim().split('\n').at(-1) ?? '')?.[1];
  if (hash === undefined) throw new ManagerError('store_failed', 'the IPFS node gave no content id');
  return hash;
}
