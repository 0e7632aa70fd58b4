/** Pins: content that backends keep until somebody says otherwise, found by the hash of its bytes. */
import { join } from 'node:path';
import type { EventLogger } from '../../shared/client/event/event-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';
import type { ActorOptions } from '../actor-options.js';
import type { BackendManager } from '../backend/backend-manager.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { computeCid } from './content-id.js';
import { describeFailures, tryEachBackend } from './each-backend.js';
import { type Pin, PinFile } from './pin-file.js';
import type { AddedPin, AddPinOptions, PinOperations, RemovedPin, VerifiedPin } from './pin-operations.js';
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
  readonly #backends: BackendManager;
  readonly #pins: PinFile;
  readonly #queues = new KeyedQueue();

  constructor({ dir, backends, auditLogger }: PinManagerOptions) {
    this.auditLogger = auditLogger;
    this.#backends = backends;
    this.#pins = new PinFile(join(dir, 'pins.json'));
  }

  async addPin(content: Uint8Array, { backends }: AddPinOptions): Promise<AddedPin> {
    const cid = computeCid(content);
    // The caller may use its array again while backends are still writing.
    const bytes = Uint8Array.from(content);
    const named = [...new Set(backends)];
    if (named.length === 0) throw new ManagerError('no_backends', 'name at least one backend to pin to');
    return await this.#queues.run(cid, async () => {
      const { succeeded, failed } = await tryEachBackend(named, async (name) => {
        await (await this.#backends.openStore(name)).store(keyOf(cid), bytes);
      });
      if (succeeded.length === 0) {
        throw new ManagerError('pin_failed', `no backend took the content: ${describeFailures(failed)}`);
      }
      const before = (await this.#pins.find(cid))?.backends ?? [];
      await this.#pins.put({ cid, size: bytes.length, backends: [...before, ...succeeded] });
      return { cid, status: failed.length === 0 ? 'pinned' : 'partial', pinned: succeeded, failed };
    });
  }

  async removePin(cid: string, _options: ActorOptions = {}): Promise<RemovedPin> {
    return await this.#queues.run(cid, async () => {
      const pin = await this.#getPin(cid);
      const known = new Set(await this.#backends.listBackends());
      const { succeeded, failed } = await tryEachBackend(pin.backends, async (name) => {
        if (known.has(name)) await (await this.#backends.openStore(name)).remove(keyOf(cid));
      });
      if (succeeded.length === 0) {
        throw new ManagerError('remove_failed', `no backend removed the content: ${describeFailures(failed)}`);
      }
      await this.#pins.put({ ...pin, backends: failed.map(({ backend }) => backend) });
      return { removed: succeeded, failed };
    });
  }

  async verifyPin(cid: string, _options: ActorOptions = {}): Promise<VerifiedPin> {
    return await this.#queues.run(cid, async () => {
      const { backends } = await this.#getPin(cid);
      const { succeeded, failed } = await tryEachBackend(backends, async (name) => {
        const bytes = await (await this.#backends.openStore(name)).fetch(keyOf(cid));
        if (computeCid(bytes) !== cid) throw new ManagerError('corrupt', `${name} gave other bytes than were pinned`);
      });
      return { backends, intact: succeeded, failed };
    });
  }

  async listPins(_options: ActorOptions = {}): Promise<Pin[]> {
    return await this.#pins.list();
  }

  async #getPin(cid: string): Promise<Pin> {
    const pin = await this.#pins.find(cid);
    if (pin === undefined) throw new ManagerError('not_found', `nothing is pinned as ${cid}`);
    return pin;
  }
}

const keyOf = (cid: string): string => `pins/${cid}`;

instrument(PinManager, pinPolicy);
