/** The pins of files: one holds the file's own object, and names its bucket besides the file. */
import type { PinManager } from '../pin/pin-manager.js';
import type { BucketState } from './bucket-state.js';

export class FilePins {
  constructor(private readonly pins: PinManager) {}

  /** Resolves with whether it is pinned. */
  async pin(state: BucketState, path: string): Promise<boolean> {
    const { bucket, backend } = state;
    const file = state.find(path);
    if (file === undefined) return true;
    try {
      await this.pins.addPin(file.cid, {
        backends: [backend],
        related: [{ resource_id: bucket, role: 'bucket' }],
        held: { key: file.key, size: file.size },
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
