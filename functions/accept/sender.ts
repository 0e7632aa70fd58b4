/** Who sends, as the door in front of this function knows it. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Sender } from './pack-events.js';

/** API Gateway: `user` is `AROA…:session` for a role and `AIDA…` for a user, as in SQS. */
const lambdaBindings = z.object({
  requestContext: z.object({
    identity: z.object({ user: z.string().nullish(), caller: z.string().nullish() }).nullish(),
    authorizer: z.object({ principalId: z.string().nullish() }).nullish(),
  }),
});

/**
 * Behind no door at all, as in the local runtime: whoever the embedded queue says sends to it, so that both ways are
 * one.
 */
const LOCAL_ROLE = '000000000000';
const UNKNOWN_ROLE = 'unknown';
/** An authorizer may name its principal at any length; the header takes 512 bytes. */
const MAX_CALLER_LENGTH = 170;
const ID_BYTES = 16;

/** Who sends, with the session, as SQS would name it. `bindings` is what the runtime adds to a request. */
export function findCaller(bindings: unknown): string {
  const parsed = lambdaBindings.safeParse(bindings);
  if (!parsed.success) return LOCAL_ROLE;
  const { identity, authorizer } = parsed.data.requestContext;
  const name = identity?.user ?? identity?.caller ?? authorizer?.principalId ?? UNKNOWN_ROLE;
  return (name === '' ? UNKNOWN_ROLE : name).slice(0, MAX_CALLER_LENGTH);
}

/**
 * With an Idempotency-Key the producer follows from role and key, so that a repeated request gives the same events;
 * without one it is random.
 */
export function describeSender(caller: string, idempotencyKey: string | undefined): Sender {
  const role = caller.split(':', 1)[0] || UNKNOWN_ROLE;
  if (idempotencyKey === undefined)
    return { caller, role, producerId: `http:${randomBytes(ID_BYTES).toString('hex')}` };
  const hash = createHash('sha256')
    .update(JSON.stringify([role, idempotencyKey]))
    .digest();
  return { caller, role, producerId: `http:${hash.toString('hex', 0, ID_BYTES)}` };
}
