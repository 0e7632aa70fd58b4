/** The same work in several backends at once, where some may fail. */
import { findErrorCode } from '../backend/store-error.js';

export interface BackendFailure {
  readonly backend: string;
  /** Lower-case words such as `unreachable`. */
  readonly code: string;
}

export interface BackendResults {
  readonly succeeded: string[];
  readonly failed: BackendFailure[];
}

/** Both lists are in the order of `backends`. */
export async function tryEachBackend(
  backends: readonly string[],
  work: (backend: string) => Promise<void>,
): Promise<BackendResults> {
  const failures = await Promise.all(
    backends.map(async (backend) => {
      try {
        await work(backend);
        return undefined;
      } catch (error) {
        return { backend, code: findErrorCode(error) };
      }
    }),
  );
  return {
    succeeded: backends.filter((_backend, at) => failures[at] === undefined),
    failed: failures.filter((failure) => failure !== undefined),
  };
}

/** For instance `media: unreachable, archive: not_found`. */
export function describeFailures(failed: readonly BackendFailure[]): string {
  return failed.map(({ backend, code }) => `${backend}: ${code}`).join(', ');
}
