import { TrailkeeperError } from '../errors/trailkeeper-error.js';

/** The table answered what no table answers that only this service writes. */
export class TableAnswerError extends TrailkeeperError<'TableAnswerError'> {
  override readonly name = 'TableAnswerError';
}
