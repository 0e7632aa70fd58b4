/** The numbers of everybody who sent one of the messages: items and manifests hold these and no names. */
import { isEnvelope } from '../../shared/event/envelope/envelope.js';
import type { SenderDirectory } from '../../shared/store/sender-directory.js';
import { type OpenContext, openMessage } from './open-message.js';
import type { PlanContext, PlannedMessage } from './plan-writes.js';

/** Rejects when the directory does not answer. */
export async function numberSenders(
  messages: readonly PlannedMessage[],
  context: Omit<PlanContext, 'senders'>,
  directory: SenderDirectory,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const names = new Set(messages.map((message) => nameSender(message, context)));
  const numbered = [...names].map(async (name) => [name, await directory.getNumber(name, signal)] as const);
  return new Map(await Promise.all(numbered));
}

/** For whom a function of the trail vouches is known once its envelope is open; nobody else has a proof to look at. */
function nameSender({ body, work }: PlannedMessage, context: Omit<PlanContext, 'senders'>): string {
  const hasProof = isEnvelope(body) && body.slice(0, body.indexOf('\n')).includes('"own"');
  if (!hasProof) return work.origin.senderId;
  const open: OpenContext = { ...context, senders: NOBODY, origin: work.origin, expiresAt: work.expiresAt };
  return openMessage(body, open).origin.senderId;
}

const NOBODY: ReadonlyMap<string, number> = new Map();
