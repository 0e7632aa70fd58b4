/** The storage backends of an installation: their settings on disk, their health, and the way to their objects. */
import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { EventLogger } from '../../shared/client/event/event-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';
import type { ActorOptions } from '../actor-options.js';
import { ManagerError } from '../manager-error.js';
import { claimFolder, type OwnedFolder, ownFolderFirst } from '../owned-folder.js';
import { SerialQueue } from '../serial-queue.js';
import { untilAborted } from '../until-aborted.js';
import { describeChanges, isPlace, rememberChanges } from './backend-changes.js';
import { type BackendConfig, type BackendType, checkConfig, maskConfig } from './backend-config.js';
import { BackendFiles, checkName } from './backend-files.js';
import type {
  BackendChanges,
  BackendOperations,
  CreateBackendOptions,
  DeletionCheck,
  TestBackendOptions,
  UpdatedBackend,
} from './backend-operations.js';
import { backendPolicy } from './backend-policy.js';
import type { ObjectStore } from './object-store.js';
import { OpenStores } from './open-stores.js';
import { claimPlace, releasePlace } from './place-mark.js';
import { type BackendHealth, probeStore } from './probe-store.js';

export interface BackendManagerOptions {
  /** Made when the first backend is created. */
  readonly dir: string;
  readonly auditLogger: EventLogger;
  /** After which a backend that does not answer is unhealthy; default 5,000. */
  readonly probeTimeoutMs?: number | undefined;
}

const PROBE_TIMEOUT_MS = 5_000;
const CLAIM_TIMEOUT_MS = 2_000;

/**
 * Every operation makes one event. Errors are ManagerErrors: `invalid_name`, `invalid_config`, `not_found`,
 * `already_exists`, `in_use`, and those of the file system.
 */
export class BackendManager implements BackendOperations {
  auditLogger: EventLogger;
  readonly #folder: OwnedFolder;
  readonly #files: BackendFiles;
  readonly #stores: OpenStores;
  readonly #probeTimeoutMs: number;
  readonly #deletionChecks: DeletionCheck[] = [];
  readonly #changes = new SerialQueue();

  constructor({ dir, auditLogger, probeTimeoutMs = PROBE_TIMEOUT_MS }: BackendManagerOptions) {
    this.auditLogger = auditLogger;
    this.#folder = claimFolder(this, dir, 'backends', ['ipfs']);
    this.#files = new BackendFiles(dir);
    this.#stores = new OpenStores(this.#files);
    this.#probeTimeoutMs = probeTimeoutMs;
  }

  async createBackend(
    name: string,
    config: BackendConfig,
    { takeOver }: CreateBackendOptions = {},
  ): Promise<{ name: string; type: BackendType }> {
    checkName(name);
    const checked = checkConfig(structuredClone(config));
    return await this.#changes.run(async () => {
      if ((await this.#files.listNames()).includes(name)) {
        throw new ManagerError('already_exists', `there is a backend ${name} already`);
      }
      if (checked.type === 'local') await mkdir(checked.directory, { recursive: true });
      await this.#claim(name, checked, takeOver);
      await this.#files.write(name, checked);
      return { name, type: checked.type };
    });
  }

  async updateBackend(name: string, changes: BackendChanges, _options: ActorOptions = {}): Promise<UpdatedBackend> {
    const wanted = Object.entries(structuredClone(changes));
    return await this.#changes.run(async () => {
      const before = await this.#files.get(name);
      if (wanted.some(([key, value]) => key === 'type' && value !== before.type)) {
        throw new ManagerError('invalid_config', 'type: cannot be changed; create another backend');
      }
      const merged = new Map<string, unknown>([...Object.entries(before), ...wanted]);
      const after = checkConfig(Object.fromEntries([...merged].filter(([, value]) => value !== null)));
      const changed = [...merged.keys()].filter(
        (key) => !isDeepStrictEqual(Reflect.get(before, key), Reflect.get(after, key)),
      );
      const moves = changed.some(isPlace);
      if (moves) {
        await this.#refuseUsed(name);
        await this.#claim(name, after);
      }
      if (changed.length > 0) await this.#files.write(name, after);
      if (moves) await this.#release(name, before);
      return rememberChanges({ changed_fields: changed }, describeChanges(changed, before, after));
    });
  }

  async deleteBackend(name: string, _options: ActorOptions = {}): Promise<{ name: string; type: BackendType }> {
    return await this.#changes.run(async () => {
      const config = await this.#files.get(name);
      await this.#refuseUsed(name);
      await this.#files.remove(name);
      await this.#release(name, config);
      this.#stores.forget(name);
      return { name, type: config.type };
    });
  }

  async testBackend(name: string, { write }: TestBackendOptions = {}): Promise<BackendHealth> {
    const config = await this.#files.get(name);
    if (config.probe === false) return { health: 'not_probed' };
    return await probeStore(this.#stores.open(name, config), { timeoutMs: this.#probeTimeoutMs, write });
  }

  async getBackend(name: string, _options: ActorOptions = {}): Promise<BackendConfig> {
    return maskConfig(await this.#files.get(name));
  }

  async listBackends(_options: ActorOptions = {}): Promise<string[]> {
    return await this.#files.listNames();
  }

  async openStore(name: string): Promise<ObjectStore> {
    return this.#stores.open(name, await this.#files.get(name));
  }

  async keepBackend<T>(name: string, use: () => Promise<T>): Promise<T> {
    return await this.#changes.run(async () => {
      await this.#files.get(name);
      return await use();
    });
  }

  async sweep(): Promise<void> {
    for (const name of await this.#files.listNames()) {
      const config = await this.#files.get(name).catch(() => undefined);
      if (config !== undefined) this.#stores.open(name, config).sweep?.();
    }
  }

  refuseDeletion(check: DeletionCheck): void {
    this.#deletionChecks.push(check);
  }

  /** Resolves when what runs has ended; the folder is then free for another. */
  close(): Promise<void> {
    return this.#folder.close(() => this.#stores.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A place that cannot be asked now is asked before anything is stored in it. */
  async #claim(name: string, config: BackendConfig, takeOver = false): Promise<void> {
    if (config.probe === false && !takeOver) return;
    const store = this.#stores.create(name, config);
    const signal = AbortSignal.timeout(Math.min(this.#probeTimeoutMs, CLAIM_TIMEOUT_MS));
    try {
      await untilAborted(signal, claimPlace(store, await this.#stores.markOf(name), { takeOver, signal }));
    } catch (error) {
      if (takeOver || (error instanceof ManagerError && error.code === 'place_taken')) throw error;
    } finally {
      store.close?.();
    }
  }

  /** A mark that stays behind is said by the next who wants the place. */
  async #release(name: string, config: BackendConfig): Promise<void> {
    if (config.probe === false) return;
    const store = this.#stores.create(name, config);
    const signal = AbortSignal.timeout(Math.min(this.#probeTimeoutMs, CLAIM_TIMEOUT_MS));
    await untilAborted(signal, releasePlace(store, await this.#stores.markOf(name))).catch(() => undefined);
    store.close?.();
  }

  async #refuseUsed(name: string): Promise<void> {
    for (const check of this.#deletionChecks) {
      const reason = await check(name);
      if (reason !== undefined) throw new ManagerError('in_use', `backend ${name} is in use: ${reason}`);
    }
  }
}

ownFolderFirst(BackendManager, backendPolicy, ['refuseDeletion', 'close']);
instrument(BackendManager, backendPolicy);
