/** What managers throw: a stable code for programs and the trail, and a sentence for people. */
export class ManagerError extends Error {
  override readonly name = 'ManagerError';
  constructor(
    /** Lower-case words such as `not_found`; the event's `error.code`. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
