/** Keeps objects pinned on an IPFS node, over the HTTP API of Kubo. */
import { randomUUID } from 'node:crypto';
import { ReadableStream } from 'node:stream/web';
import { type Content, openContent } from '../content.js';
import { ManagerError } from '../manager-error.js';
import type { KeyMap } from './key-map.js';
import type { ByteRange, ObjectStore } from './object-store.js';
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

  async store(key: string, content: Content, signal?: AbortSignal): Promise<void> {
    const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const answer = await this.call(
      'add',
      { 'cid-version': '1', 'raw-leaves': 'true', pin: 'false' },
      { ...toForm(content), signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) },
    );
    signal?.throwIfAborted();
    await this.keys.set(key, readHash(answer.toString()), this.pinning);
  }

  async fetch(key: string): Promise<Uint8Array> {
    return await this.call('cat', { arg: await this.find(key) });
  }

  async *open(key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    const query = { arg: await this.find(key), offset: String(start), length: String(end - start) };
    const answer = await this.ask('cat', query);
    if (!answer.ok) throw this.refuse('cat', answer.status, await answer.text());
    if (answer.body === null) return;
    try {
      for await (const piece of answer.body) yield piece;
    } catch (error) {
      throw toStoreError(error, this.place);
    }
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

  private async find(key: string): Promise<string> {
    const cid = await this.keys.find(key);
    if (cid === undefined) throw new ManagerError('not_found', `nothing is stored under ${key}`);
    return cid;
  }

  /** Gives the whole body: a connection that breaks off within it is an error as well. */
  private async call(command: string, query: Record<string, string> = {}, init: RequestInit = {}): Promise<Buffer> {
    const answer = await this.ask(command, query, init);
    let body: Buffer;
    try {
      body = Buffer.from(await answer.arrayBuffer());
    } catch (error) {
      throw toStoreError(error, this.place);
    }
    if (answer.ok) return body;
    throw this.refuse(command, answer.status, body.toString());
  }

  private async ask(command: string, query: Record<string, string>, init: RequestInit = {}): Promise<Response> {
    const url = new URL(`${this.apiUrl.replace(/\/+$/, '')}/api/v0/${command}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    try {
      return await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...init, method: 'POST' });
    } catch (error) {
      throw toStoreError(error, this.place);
    }
  }

  private refuse(command: string, status: number, body: string): ManagerError {
    const code = status === 401 || status === 403 ? 'access_denied' : 'store_failed';
    const reason = body.slice(0, MAX_REASON_LENGTH);
    return new ManagerError(code, `${this.place} answered ${status} to ${command}: ${reason}`);
  }

  private get place(): string {
    return `the IPFS node ${this.apiUrl}`;
  }
}

/** A form with one file, whose content is read while it is sent. */
function toForm(content: Content): RequestInit {
  const boundary = `trailkeeper-${randomUUID()}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const parts = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(head);
    yield* openContent(content);
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  };
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return { headers, body: ReadableStream.from(parts()), duplex: 'half' } as RequestInit;
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
