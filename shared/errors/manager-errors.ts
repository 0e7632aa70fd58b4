/** Errors of the storage managers: an event of the operation has the code as its `error.code`. */
import type { ErrorRow } from './error-row.js';

export interface ManagerErrorRow extends ErrorRow {
  /** What the operation needs: `expected` of the error. */
  readonly expected: string;
}

const row = (meaning: string, expected: string, remedy: string): ManagerErrorRow => ({ meaning, expected, remedy });

/** A new code is one row here, and thrown somewhere: a test looks for both. */
export const MANAGER_ERROR_ROWS = {
  access_denied: row(
    'A backend refuses its credentials.',
    'credentials that the backend takes',
    'Give the backend others.',
  ),
  already_exists: row('There is one of this name.', 'a name that is not taken', 'Choose another name.'),
  already_mounted: row('The bucket is mounted.', 'a bucket that is not mounted', 'Unmount it first.'),
  busy: row(
    'Another transaction changes the path.',
    'a path that no open transaction changes',
    'Wait until the other is committed or rolled back.',
  ),
  cancelled: row('The operation was cancelled before it ran.', 'an operation that may run', 'Ask for it again.'),
  closed: row('The manager was closed.', 'a manager that is open', 'Make another for the same folder.'),
  content_left: row(
    'Content of the bucket could not be removed from its backend.',
    'a backend that removes all of it',
    'Look at the backend and try again; `force` deletes the bucket and leaves the content.',
  ),
  content_lost: row(
    'What was to be stored is not there any more, or is something else.',
    'the content as it was handed over',
    'Write the file again.',
  ),
  corrupt: row(
    'A backend gives other bytes than were stored.',
    'the bytes that were stored',
    'Look at the backend: restore it, or read another copy.',
  ),
  damaged: row(
    'The state that is kept of a bucket cannot be read.',
    'a file of records as it was written',
    'Restore the file that the message names.',
  ),
  in_use: row('Something still needs the backend.', 'a backend that nothing needs', 'Remove what the message names.'),
  invalid_config: row(
    'The settings of a backend are wrong.',
    'settings of a backend',
    'Put right what the message names.',
  ),
  invalid_mount_point: row('A mount point is no absolute path.', 'an absolute path', 'Give the whole path.'),
  invalid_name: row('A name is not of its form.', 'a name of the form that the message says', 'Choose another name.'),
  invalid_path: row('A path is not of its form.', 'a path of the form that the message says', 'Choose another path.'),
  invalid_transition: row(
    'An operation cannot get from its state to the one asked for.',
    'a state that follows the present one',
    'Read its state first: it may have ended meanwhile.',
  ),
  mount_point_taken: row('There is something at the mount point.', 'a path without anything', 'Choose another path.'),
  no_backends: row('No backend was named.', 'one backend or more', 'Name the backends that shall hold the content.'),
  no_transaction: row(
    'There is no open transaction of this id.',
    'the id of an open transaction',
    'Begin one: this one was committed or rolled back.',
  ),
  not_empty: row('There are files in it.', 'one without files', 'Remove the files first, or say `force`.'),
  not_found: row('There is none of this name.', 'the name of one that is there', 'Look at the list of them.'),
  not_mounted: row('The bucket is not mounted.', 'a bucket that is mounted', 'Nothing: there is nothing to unmount.'),
  not_stored: row(
    'A file was not written, and no attempt is left.',
    'a backend that takes the file',
    'Look at the reason in the message; the operation can be tried again.',
  ),
  path_conflict: row(
    'A name cannot be a file and a folder.',
    'a path that goes through no file',
    'Choose another path.',
  ),
  path_refused: row(
    'A path leads out of its folder, through a link, or is too long.',
    'a path inside the folder',
    'Choose another path.',
  ),
  pin_failed: row('No backend took the content.', 'one backend that takes the content', 'Look at each reason.'),
  range_refused: row(
    'There is no such range of bytes in the file.',
    'whole numbers, 0 ≤ start ≤ end',
    'Ask for a range that the file has.',
  ),
  recovery_needed: row(
    'A transaction was interrupted.',
    'a journal without interrupted transactions',
    'Call `recover` first.',
  ),
  remove_failed: row(
    'No backend removed the content.',
    'one backend that removes the content',
    'Look at each reason, and remove it again.',
  ),
  place_taken: row(
    'The place of a backend has the mark of another owner.',
    'a place of its own for each backend',
    'Choose another folder, prefix or node; `takeOver` takes it from an owner that is gone.',
  ),
  step_failed: row('A step of the transaction failed.', 'a transaction whose steps all succeeded', 'Roll it back.'),
  store_failed: row('A backend failed.', 'a backend that works', 'Look at the reason in the message; try again.'),
  timeout: row('An attempt took longer than it may.', 'an attempt that ends in time', 'Try again, or allow more time.'),
  too_late: row(
    'The operation is being finished and cannot be cancelled any more.',
    'an operation that has not come so far',
    'Wait for its end.',
  ),
  unreachable: row('A backend cannot be reached.', 'a backend that answers', 'Look at the backend; try again.'),
} satisfies Readonly<Record<string, ManagerErrorRow>>;
