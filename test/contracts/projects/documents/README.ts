// What the examples of README.md take as given.
export class BackendManager {
  async createBackend(_id: string): Promise<void> {}
  listBackends(): string[] {
    return [];
  }
}
