/** The pins of files: one holds the file's own object, and names its bucket besides the file. */
import type { BackendManager } from '../backend/backend-manager.js';
import type { PinManager } from '../pin/pin-manager.js';
import type { BucketState } from './bucket-state.js';

export class FilePins {
  constructor(
    private readonly pins: PinManager,
    private readonly backends: BackendManager,
  ) {}

  /** Resolves with whether it is pinned. `content` is that of the file; default: what the backend has of it. */
  async pin(state: BucketState, path: string, content?: Uint8Array): Promise<boolean> {
    const { bucket, backend } = state;
    const file = state.find(path);
    if (file === undefined) return true;
    try {
      const bytes = content ?? (await (await this.backends.openStore(backend)).fetch(file.key));
      await this.pins.addPin(bytes, {
        backends: [backend],
        related: [{ resource_id: bucket, role: 'bucket' }],
        held: file.key,
      });
      return true;
    } catch {
      return false;
    }
  }

  isPinned(state: BucketState, path: string): boolean {
    const file = state.find(path);
    return file === undefined || this.pins.isHeld(file.cid, { backend: state.backend, key: file.key });
  }
}
