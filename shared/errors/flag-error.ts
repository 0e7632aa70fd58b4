/** What the command lines of `npm start` and `npm run doctor` refuse, in one line for its writer. */
import { TrailkeeperError } from './trailkeeper-error.js';

/** A command line that cannot be followed. */
export class FlagError extends TrailkeeperError<'FlagError'> {
  override readonly name = 'FlagError';

  constructor(message: string, expected: string, got: string) {
    super('bad_flag', { message, expected, got });
  }
}

export function unknownFlag(arg: string): FlagError {
  const got = `unknown flag ${JSON.stringify(arg)}`;
  return new FlagError(`${got}; --help lists the known ones`, 'the known ones', got);
}

/** `flag` came without what it needs: a value, or another flag. */
export function incompleteFlag(flag: string, expected: string): FlagError {
  return new FlagError(`${flag} needs ${expected}`, expected, 'nothing');
}

export function wrongFlagValue(flag: string, expected: string, value: string): FlagError {
  const got = JSON.stringify(value);
  return new FlagError(`${flag} expects ${expected}, got ${got}`, expected, got);
}
