/** An envelope of the client that was posted: checked as ingest will check it, and passed on byte for byte. */
import { ProblemError } from '../../shared/api/answers/problem.js';
import { type Envelope, EnvelopeError, readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import { signEnvelope } from '../../shared/event/envelope/sign-envelope.js';
import { readLine } from '../../shared/event/line/line-reader.js';
import { findReservedClaim, isReservedProducer } from '../../shared/event/reserved.js';
import { MAX_MESSAGE_BYTES } from '../../shared/event/values/limits.js';
import { BodyProblems, invalid } from './body-problems.js';
import { describeClaim } from './read-events.js';

export interface ForwardedEnvelope {
  /** The message: what was posted, with the caller and the proof for it in the header. */
  readonly message: string;
  readonly events: number;
}

/** Throws ProblemError: 400 for what ingest would refuse, 413 for more than one message takes. */
export function forwardEnvelope(body: string, ownKey: Uint8Array, caller: string): ForwardedEnvelope {
  const { header, lines } = open(body);
  const claimed = (['own', 'caller', 'origin', 'leaves'] as const).find((key) => header[key] !== undefined);
  if (claimed !== undefined) throw invalid([describeClaim(`header ${claimed}`)]);
  if (isReservedProducer(header.producer_id)) throw invalid([describeClaim('header producer_id')]);
  const problems = new BodyProblems();
  for (const [index, line] of lines.entries()) {
    const reading = readLine(line);
    if ('refusal' in reading) {
      problems.add(index, reading.refusal.problems);
      continue;
    }
    const claim = findReservedClaim(reading.event, header.producer_id);
    if (claim !== undefined) problems.add(index, [describeClaim(claim)]);
  }
  problems.throwIfAny();
  const message = signEnvelope(body, ownKey, caller);
  if (message.length > MAX_MESSAGE_BYTES) {
    throw new ProblemError('too-large', `expected an envelope that fits one message of ${MAX_MESSAGE_BYTES} bytes`);
  }
  return { message, events: lines.length };
}

function open(body: string): Envelope {
  try {
    return readEnvelope(body);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    const problems = new BodyProblems();
    problems.add(0, [{ field: '$', expected: 'an envelope that can be opened', got: error.message }]);
    problems.throwIfAny();
    throw error;
  }
}
