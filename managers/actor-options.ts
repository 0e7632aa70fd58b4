/** The last argument of every method: who acts, when it is not the context's user. */
export interface ActorOptions {
  readonly userId?: string | undefined;
}
