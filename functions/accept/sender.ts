/** Who sends, as the door in front of this function knows it. */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Sender } from './pack-events.js';
import { invalid } from './read-events.js';

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
const MAX_KEY_LENGTH = 255;
const ID_BYTES = 16;

/** The sender's role without its session. `bindings` is what the runtime adds to a request. */
export function findSenderRole(bindings: unknown): string {
  const parsed = lambdaBindings.safeParse(bindings);
  if (!parsed.success) return LOCAL_ROLE;
  const { identity, authorizer } = parsed.data.requestContext;
  const name = identity?.user ?? identity?.caller ?? authorizer?.principalId ?? UNKNOWN_ROLE;
  return name.split(':', 1)[0] || UNKNOWN_ROLE;
}

/**
 * With an Idempotency-Key the producer follows from role and key, so that a repeated request gives the same events;
 * without one it is random. Throws ProblemError for a key that is empty or too long.
 */
export function describeSender(role: string, idempotencyKey: string | undefined): Sender {
  if (idempotencyKey === undefined) return { role, producerId: `http:${randomBytes(ID_BYTES).toString('hex')}` };
  if (idempotencyKey === '' || idempotencyKey.length > MAX_KEY_LENGTH) {
    const expected = `text of 1 to ${MAX_KEY_LENGTH} characters`;
    throw invalid([{ field: 'Idempotency-Key', expected, got: `${idempotencyKey.length} characters` }]);
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([role, idempotencyKey]))
    .digest();
  return { role, producerId: `http:${hash.toString('hex', 0, ID_BYTES)}` };
}
