/** Keeps objects pinned on an IPFS node, over the HTTP API of Kubo. */
import { ManagerError } from '../manager-error.js';
import type { KeyMap } from './key-map.js';
import type { ObjectStore } from './object-store.js';
import { toStoreError } from './store-error.js';

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_REASON_LENGTH = 300;

export class IpfsStore implements ObjectStore {
  private readonly pinning = {
    // `add` has pinned it, but the same content may have been unpinned since, under another key.
    pin: async (cid: string): Promise<void> => {
      await this.call('pin/add', { arg: cid });
    },
    // What nobody pins is collected by the node in its own time.
    unpin: async (cid: string): Promise<void> => {
      try {
        await this.call('pin/rm', { arg: cid });
      } catch (error) {
        if (!(error instanceof ManagerError) || !error.message.includes('not pinned')) throw error;
      }
    },
  };

  constructor(
    private readonly apiUrl: string,
    private readonly keys: KeyMap,
  ) {}

  async store(key: string, bytes: Uint8Array): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([Uint8Array.from(bytes)]));
    const answer = await this.call('add', { 'cid-version': '1', 'raw-leaves': 'true' }, { body: form });
    await this.keys.set(key, readHash(await answer.text()), this.pinning);
  }

  async fetch(key: string): Promise<Uint8Array> {
    const cid = await this.keys.find(key);
    if (cid === undefined) throw new ManagerError('not_found', `nothing is stored under ${key}`);
    const answer = await this.call('cat', { arg: cid });
    try {
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      throw toStoreError(error, this.place);
    }
  }

  async remove(key: string): Promise<void> {
    await this.keys.delete(key, this.pinning);
  }

  async probe(signal: AbortSignal): Promise<void> {
    await this.call('id', {}, { signal });
  }

  private async call(command: string, query: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
    const url = new URL(`${this.apiUrl.replace(/\/+$/, '')}/api/v0/${command}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    let answer: Response;
    try {
      answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...init, method: 'POST' });
    } catch (error) {
      throw toStoreError(error, this.place);
    }
    if (answer.ok) return answer;
    const reason = (await answer.text().catch(() => '')).slice(0, MAX_REASON_LENGTH);
    const code = answer.status === 401 || answer.status === 403 ? 'access_denied' : 'store_failed';
    throw new ManagerError(code, `${this.place} answered ${answer.status} to ${command}: ${reason}`);
  }

  private get place(): string {
    return `the IPFS node ${this.apiUrl}`;
  }
}

/** One JSON object a line; the last is the root. */
function readHash(body: string): string {
  const last: unknown = JSON.parse(body.trim().split('\n').at(-1) ?? 'null');
  if (typeof last === 'object' && last !== null && 'Hash' in last && typeof last.Hash === 'string') return last.Hash;
  throw new ManagerError('store_failed', 'the IPFS node gave no content id');
}
