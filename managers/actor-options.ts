/** The last argument of what a manager does for somebody. */
export interface ActorOptions {
  /** Who it is done for; default: the user of the surrounding context, and `system` when nobody is known. */
  readonly userId?: string | undefined;
}
