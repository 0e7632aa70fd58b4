/** The one deployment that all files of this folder share, as its starter describes it to them. */

/** Keys of an IAM user, whose requests the emulator checks as AWS does. */
export type Caller = Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;

export interface Deployment {
  readonly endpoint: string;
  /** As the root of the account, whom nothing is forbidden. */
  readonly environment: Readonly<Record<string, string>>;
  readonly pythonBin: string;
  /** For outputs and assemblies, deleted at the end. */
  readonly folder: string;
  /** Has the policies of all roles, and nothing else. */
  readonly alice: Caller;
  /** Has the policy of the viewer alone. */
  readonly bob: Caller;
  /** Has no policy. */
  readonly carol: Caller;
}

declare module 'vitest' {
  interface ProvidedContext {
    deployment: Deployment;
  }
}
