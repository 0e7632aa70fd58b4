/** Content in an IPFS node, over the HTTP API of Kubo. The node names content itself; which key has which name is kept here. */
import { ManagerError } from '../manager-error.js';
import type { IpfsBackendConfig } from './backend-config.js';
import type { NetworkStorage, StorageCall } from './content-storage.js';
import type { IpfsKeys } from './ipfs-keys.js';
import { contentNotFound, splitStorageKey } from './storage-key.js';

const TIMEOUT_MS = 30_000;
const MAX_REASON_LENGTH = 200;

export class IpfsStorage implements NetworkStorage {
  readonly #config: IpfsBackendConfig;
  readonly #keys: IpfsKeys;

  constructor(config: IpfsBackendConfig, keys: IpfsKeys) {
    this.#config = config;
    this.#keys = keys;
  }

  /** The node pins what is added, so that its garbage collection leaves it. */
  async store(key: string, bytes: Uint8Array, call?: StorageCall): Promise<void> {
    splitStorageKey(key);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'content');
    const answer = await this.#post('add?cid-version=1&raw-leaves=true&pin=true&quieter=true', call, form);
    const unused = await this.#keys.set(key, readHash(answer.toString('utf8')));
    if (unused !== undefined) await this.unpinContent(unused, call);
  }

  async fetch(key: string, call?: StorageCall): Promise<Buffer> {
    const name = await this.#keys.find(key);
    if (name === undefined) throw contentNotFound(key, undefined);
    return this.fetchContent(name, call);
  }

  async remove(key: string, call?: StorageCall): Promise<void> {
    const unused = await this.#keys.delete(key);
    if (unused !== undefined) await this.unpinContent(unused, call);
  }

  async probe(call?: StorageCall): Promise<void> {
    await this.#post('id', call);
  }

  close(): void {}

  async pinContent(cid: string, call?: StorageCall): Promise<void> {
    await this.#post(`pin/add?arg=${encodeURIComponent(cid)}`, call);
  }

  /** Does nothing when the content is not pinned, or is used by a key. */
  async unpinContent(cid: string, call?: StorageCall): Promise<void> {
    if (await this.#keys.isUsed(cid)) return;
    try {
      await this.#post(`pin/rm?arg=${encodeURIComponent(cid)}`, call);
    } catch (error) {
      if (!(error instanceof ManagerError && /not pinned/i.test(error.message))) throw error;
    }
  }

  fetchContent(cid: string, call?: StorageCall): Promise<Buffer> {
    return this.#post(`cat?arg=${encodeURIComponent(cid)}`, call);
  }

  async #post(command: string, call: StorageCall | undefined, body?: FormData): Promise<Buffer> {
    const { api_url, authorization } = this.#config;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${api_url.replace(/\/+$/, '')}/api/v0/${command}`, {
      method: 'POST',
      headers: authorization === undefined ? {} : { authorization },
      // Credentials must not follow an answer to somewhere else.
      redirect: 'error',
      signal: call?.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
      ...(body === undefined ? {} : { body }),
    }).catch((error: unknown) => {
      throw describeNetworkError(error);
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.ok) return bytes;
    const reason = bytes.toString('utf8').slice(0, MAX_REASON_LENGTH);
    throw new ManagerError('ipfs_error', `the IPFS node answered ${response.status}: ${reason}`);
  }
}

/** `fetch` says "fetch failed" and hides in its cause what happened. */
function describeNetworkError(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'network_error';
  return new ManagerError(code, `the IPFS node cannot be reached (${code})`, { cause: error });
}

/** The last line of the answer is the content itself; those before it are its blocks. */
function readHash(answer: string): string {
  const last = answer.trimEnd().split('\n').at(-1) ?? '';
  const value: unknown = JSON.parse(last);
  if (typeof value === 'object' && value !== null && 'Hash' in value && typeof value.Hash === 'string') {
    return value.Hash;
  }
  throw new ManagerError('ipfs_error', 'the IPFS node did not say how it names the content');
}
