/** Runs one thing after another: state files are read, changed and written by one operation at a time. */
export class SerialQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Starts `fn` when everything handed over before has ended, whether it succeeded or not. */
  run<T>(fn: () => Promise<T>): Promise<T> {
    const result = this.last.then(fn);
    // A failure is the caller's; the queue goes on.
    this.last = result.catch(() => undefined);
    return result;
  }
}
