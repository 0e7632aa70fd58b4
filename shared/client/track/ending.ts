/** How an operation ended: by its error, or by what its row says of the result. */
import { type EventError, STATUSES, type Status } from '../../event/event.js';
import { isDenial, toEventError } from './event-error.js';
import { isObject, type Method } from './observe/method.js';
import type { RowValues } from './row-values.js';
import { nameError } from './tracking-warning.js';

export interface Ending {
  readonly status: Status;
  readonly error?: EventError | undefined;
}

export function judgeError(error: unknown): Ending {
  return { status: isDenial(error) ? 'denied' : 'failure', error: toEventError(error) };
}

/** Adds what the outcome says of resources and details to `values`. */
export function judgeResult(
  values: RowValues,
  outcome: Method | undefined,
  result: unknown,
  args: readonly unknown[],
): Ending {
  if (outcome === undefined) return { status: 'success' };
  const said = values.call('outcome', outcome, [result, ...args]);
  if (said !== undefined) {
    try {
      return readOutcome(values, said.value);
    } catch (error) {
      values.note('outcome', nameError(error));
    }
  }
  // Whether it failed is not known then, and saying success might be a lie.
  return { status: 'unknown' };
}

function readOutcome(values: RowValues, said: unknown): Ending {
  if (said === undefined || said === null) return { status: 'success' };
  if (!isObject(said)) return { status: readStatus(said) };
  values.addOutcome(said);
  const status: unknown = Reflect.get(said, 'status');
  const error: unknown = Reflect.get(said, 'error');
  const ending: Ending = error === undefined || error === null ? { status: 'success' } : judgeError(error);
  return status === undefined ? ending : { ...ending, status: readStatus(status) };
}

function readStatus(value: unknown): Status {
  const status = STATUSES.find((known) => known === value);
  if (status === undefined) throw new TypeError('unknown status');
  return status;
}
