// What the examples of docs/migration.md take as given.
import type { EventLogger } from 'trailkeeper';

export const config = { type: 'local' };
export class BackendManager {
  declare auditLogger: EventLogger;
  async createBackend(_id: string, _config: { type: string }, _options?: { userId: string }): Promise<void> {}
  async deleteBackend(_id: string): Promise<{ ok: boolean; error?: Error }> {
    return { ok: true };
  }
  listBackends(): string[] {
    return [];
  }
}
export const manager = new BackendManager();
