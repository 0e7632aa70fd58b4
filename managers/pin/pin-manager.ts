/** Pins: content that backends keep until somebody says otherwise, found by the hash of its bytes. */
import { join } from 'node:path';
import type { EventLogger } from '../../shared/client/event/event-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';
import type { ActorOptions } from '../actor-options.js';
import type { BackendManager } from '../backend/backend-manager.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { claimFolder, type OwnedFolder, ownFolderFirst } from '../owned-folder.js';
import { computeCid } from './content-id.js';
import { type BackendResults, describeFailures, tryEachBackend } from './each-backend.js';
import { type HeldObject, type Pin, PinFile, type PinRecord, sortNames, toPin } from './pin-file.js';
import type {
  AddedPin,
  AddPinOptions,
  PinOperations,
  RemovedPin,
  RemovePinOptions,
  VerifiedPin,
} from './pin-operations.js';
import { pinPolicy } from './pin-policy.js';

export interface PinManagerOptions {
  /** Holds `pins.json`; made with the first pin. */
  readonly dir: string;
  readonly backends: BackendManager;
  readonly auditLogger: EventLogger;
}

/**
 * Operations on the same content run one after another. Every operation makes one event. Errors are ManagerErrors:
 * `no_backends`, `pin_failed`, `not_found`, `remove_failed`, and those of the file system.
 */
export class PinManager implements PinOperations {
  auditLogger: EventLogger;
  readonly #folder: OwnedFolder;
  readonly #backends: BackendManager;
  readonly #pins: PinFile;
  readonly #queues = new KeyedQueue();
  /** Names of backends that content is on its way to. */
  readonly #adding: string[] = [];

  constructor({ dir, backends, auditLogger }: PinManagerOptions) {
    this.auditLogger = auditLogger;
    this.#folder = claimFolder(this, dir, 'pins');
    this.#backends = backends;
    this.#pins = new PinFile(join(dir, 'pins.json'));
    backends.refuseDeletion(async (name) => {
      if (this.#folder.isClosed) return undefined;
      this.#folder.own();
      return this.#adding.includes(name) || this.#pins.isOn(name) ? 'content is pinned on it' : undefined;
    });
  }

  async addPin(given: Uint8Array | string, { backends, held }: AddPinOptions): Promise<AddedPin> {
    if (held !== undefined) {
      const cid = typeof given === 'string' ? given : computeCid(given);
      return await this.#queues.run(cid, () => this.#hold(cid, held, backends));
    }
    const content = typeof given === 'string' ? await this.#findContent(given, backends) : given;
    const cid = computeCid(content);
    // The caller may use its array again while backends are still writing.
    const bytes = Uint8Array.from(content);
    const named = [...new Set(backends)];
    if (named.length === 0) throw new ManagerError('no_backends', 'name at least one backend to pin to');
    return await this.#queues.run(cid, async () => {
      const { succeeded, failed } = await this.#storeCopies(cid, bytes, named);
      if (succeeded.length === 0) {
        throw new ManagerError('pin_failed', `no backend took the content: ${describeFailures(failed)}`);
      }
      return { cid, status: failed.length === 0 ? 'pinned' : 'partial', pinned: succeeded, failed };
    });
  }

  async removePin(cid: string, { object }: RemovePinOptions = {}): Promise<RemovedPin> {
    return await this.#queues.run(cid, async () => {
      const pin = this.#pins.find(cid);
      if (pin === undefined) throw notPinned(cid);
      if (object !== undefined) return await this.#letGo(pin, object);
      // What the pin only held is let go of by forgetting it.
      const letGo = toPin({ ...pin, own: [] }).backends;
      const isThere = isListed(pin);
      const removing = sortNames([...pin.own, ...pin.removing]);
      if (isThere) await this.#pins.put({ ...pin, own: [], held: [], removing });
      const { succeeded, failed } = await this.#removeCopies(cid, removing);
      const left = failed.map(({ backend }) => backend);
      if (succeeded.length > 0) await this.#pins.put({ ...pin, own: [], held: [], removing: left });
      const removed = sortNames([...succeeded, ...letGo]).filter((name) => !left.includes(name));
      if (removed.length === 0 && !isThere) {
        throw new ManagerError('remove_failed', `no backend removed the content: ${describeFailures(failed)}`);
      }
      return letGo.length > 0 ? { removed, failed, contentKept: true } : { removed, failed };
    });
  }

  async releasePin(cid: string, object: HeldObject): Promise<{ kept: boolean }> {
    if (!this.isHeld(cid, object)) return { kept: isListed(this.#pins.find(cid)) };
    const pin = this.#pins.find(cid);
    const isLast = pin !== undefined && pin.own.length + pin.held.length === 1;
    // The end of a pin is an event.
    if (isLast) await this.removePin(cid, { object });
    else await this.#queues.run(cid, async () => pin && this.#letGo(this.#pins.find(cid) ?? pin, object));
    return { kept: isListed(this.#pins.find(cid)) };
  }

  isHeld(cid: string, { backend, key }: HeldObject): boolean {
    this.#folder.own();
    const held = this.#pins.find(cid)?.held ?? [];
    return held.some((object) => object.backend === backend && object.key === key);
  }

  async sweep(): Promise<{ removed: number; left: number }> {
    let removed = 0;
    let left = 0;
    for (const { cid } of this.#pins.listUnfinished()) {
      await this.#queues.run(cid, async () => {
        const pin = this.#pins.find(cid);
        if (pin === undefined || pin.removing.length === 0) return;
        const { succeeded, failed } = await this.#removeCopies(cid, pin.removing);
        await this.#pins.put({ ...pin, removing: failed.map(({ backend }) => backend) });
        removed += succeeded.length;
        left += failed.length;
      });
    }
    return { removed, left };
  }

  async verifyPin(cid: string, _options: ActorOptions = {}): Promise<VerifiedPin> {
    return await this.#queues.run(cid, async () => {
      const pin = this.#pins.find(cid) ?? { cid, size: 0, own: [], held: [], removing: [] };
      const { backends } = toPin(pin);
      if (backends.length === 0) throw notPinned(cid);
      const { succeeded, failed } = await tryEachBackend(backends, async (name) => {
        const held = pin.held.find(({ backend }) => backend === name);
        const key = pin.own.includes(name) || held === undefined ? keyOf(cid) : held.key;
        const store = await this.#backends.openStore(name);
        await store.checkKept?.(key);
        const bytes = await store.fetch(key);
        if (computeCid(bytes) !== cid) throw new ManagerError('corrupt', `${name} gave other bytes than were pinned`);
      });
      return { backends, intact: succeeded, failed };
    });
  }

  async listPins(_options: ActorOptions = {}): Promise<Pin[]> {
    return this.#pins.list();
  }

  /** Resolves when what runs has ended; the folder is then free for another. */
  close(): Promise<void> {
    return this.#folder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** From a backend of its pin, or from one of the named that finds content by its id. */
  async #findContent(cid: string, named: readonly string[]): Promise<Uint8Array> {
    const pin = this.#pins.find(cid);
    const places = [
      ...(pin?.held ?? []),
      ...(pin?.own ?? []).map((backend) => ({ backend, key: keyOf(cid) })),
      ...named.map((backend) => ({ backend, key: undefined })),
    ];
    for (const { backend, key } of places) {
      const bytes = await this.#backends
        .openStore(backend)
        .then((store) => (key === undefined ? store.fetchById?.(cid) : store.fetch(key)))
        .catch(() => undefined);
      if (bytes !== undefined && computeCid(bytes) === cid) return bytes;
    }
    throw new ManagerError('not_found', `no backend has content of the id ${cid}`);
  }

  async #letGo(pin: PinRecord, { backend, key }: HeldObject): Promise<RemovedPin> {
    await this.#pins.put({ ...pin, held: pin.held.filter((held) => held.backend !== backend || held.key !== key) });
    return { removed: [backend], failed: [] };
  }

  async #hold(
    cid: string,
    { key, size }: { readonly key: string; readonly size: number },
    backends: readonly string[],
  ): Promise<AddedPin> {
    const named = [...new Set(backends)];
    const pin = this.#pins.find(cid) ?? { cid, size, own: [], held: [], removing: [] };
    const fresh = named.map((backend) => ({ backend, key })).filter((object) => !this.isHeld(cid, object));
    if (fresh.length > 0) await this.#pins.put({ ...pin, held: [...pin.held, ...fresh] });
    return { cid, status: 'pinned', pinned: named, failed: [] };
  }

  /** A copy is written down before it is on its way, so that none is ever left that nobody knows. */
  async #storeCopies(cid: string, bytes: Uint8Array, named: readonly string[]): Promise<BackendResults> {
    const before = this.#pins.find(cid) ?? { cid, size: bytes.length, own: [], held: [], removing: [] };
    const begun: string[] = [];
    try {
      for (const name of named) {
        // A change of the backend comes before, or learns of it.
        const isThere = await this.#backends.keepBackend(name, async () => this.#adding.push(name)).catch(() => 0);
        if (isThere > 0) begun.push(name);
      }
      const fresh = begun.filter((name) => !before.own.includes(name));
      const removing = sortNames([...before.removing, ...fresh]);
      if (fresh.length > 0) await this.#pins.put({ ...before, removing });
      const results = await tryEachBackend(named, async (name) => {
        await (await this.#backends.openStore(name)).store(keyOf(cid), bytes);
      });
      const own = sortNames([...before.own, ...results.succeeded]);
      await this.#pins.put({ ...before, own, removing: removing.filter((name) => !own.includes(name)) });
      return results;
    } finally {
      for (const name of begun) this.#adding.splice(this.#adding.indexOf(name), 1);
    }
  }

  /** A backend that was deleted has nothing any more that could be removed. */
  async #removeCopies(cid: string, names: readonly string[]): Promise<BackendResults> {
    const known = new Set(await this.#backends.listBackends());
    return tryEachBackend(names, async (name) => {
      if (known.has(name)) await (await this.#backends.openStore(name)).remove(keyOf(cid));
    });
  }
}

const isListed = (pin: PinRecord | undefined) => pin !== undefined && toPin(pin).backends.length > 0;
const notPinned = (cid: string) => new ManagerError('not_found', `nothing is pinned as ${cid}`);

const keyOf = (cid: string): string => `pins/${cid}`;

ownFolderFirst(PinManager, pinPolicy, ['isHeld', 'close']);
instrument(PinManager, pinPolicy);
