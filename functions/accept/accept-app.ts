/** `POST /v1/events`: events of senders that speak HTTP, checked, redacted, and put on the queue in one message. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { toJsonText } from '../../shared/api/answers/json-text.js';
import { buildProblem, ProblemError, respondProblem } from '../../shared/api/answers/problem.js';
import { createRouter, mountRoutes, type RouterDependencies } from '../../shared/api/http/router.js';
import { ROUTES } from '../../shared/api/routes.js';
import { deriveKey } from '../../shared/config/trail-key.js';
import type { RequestKeys } from '../../shared/store/request-keys.js';
import { type ForwardedEnvelope, forwardEnvelope } from './forward-envelope.js';
import { hashRequest, readIdempotencyKey } from './idempotency.js';
import type { MessageQueue } from './message-queue.js';
import { packEvents, type Sender } from './pack-events.js';
import { getBodyType, readBodyText } from './read-body.js';
import { type ReceivedBody, readEvents } from './read-events.js';
import { describeSender, findCaller } from './sender.js';

export interface AcceptDependencies extends RouterDependencies {
  readonly queue: MessageQueue;
  readonly requestKeys: RequestKeys;
  /** Loading it may fail: that is a 503. */
  readonly getTrailKey: () => Promise<Uint8Array>;
}

/** What API Gateway lets through. */
const MAX_BODY_BYTES = 10 * 1_024 * 1_024;
const SEND_TIMEOUT_MS = 10_000;
const CLAIM_TIMEOUT_MS = 5_000;
const RETRY_AFTER_SECONDS = 5;

export function createAcceptApp({ queue, requestKeys, getTrailKey, reportError }: AcceptDependencies): Hono {
  const app = createRouter({ reportError });
  async function available<T>(context: Context, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      reportError(error, { method: context.req.method, path: context.req.path });
      throw new ProblemError('unavailable', 'the queue did not confirm the events; send them again', {
        headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      });
    }
  }
  /** Throws ProblemError 409 when the key stands for another body. */
  async function claim(context: Context, key: string, role: string, body: string, trailKey: Uint8Array): Promise<void> {
    const request = hashRequest(trailKey, role, key, body);
    const isOurs = await available(context, () => requestKeys.claim(request, AbortSignal.timeout(CLAIM_TIMEOUT_MS)));
    if (isOurs) return;
    throw new ProblemError(
      'idempotency-conflict',
      'the Idempotency-Key was used with another body; nothing was taken',
      {
        errors: [{ field: 'Idempotency-Key', expected: 'a key of this body alone', got: 'the key of another body' }],
      },
    );
  }
  app.use(ROUTES.acceptEvents.path, bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody }));
  mountRoutes<'accept'>(app, {
    async acceptEvents(_, context) {
      // Before anything is refused: an answer over a body that is still on its way may be lost with its connection.
      await context.req.arrayBuffer();
      const key = readIdempotencyKey(context.req.header('Idempotency-Key'));
      const type = getBodyType(context.req.header('Content-Type'));
      const text = await readBodyText(context, MAX_BODY_BYTES);
      const sender = describeSender(findCaller(context.env), key);
      const received: ReceivedBody = type === 'envelope' ? { kind: 'envelope', body: text } : readEvents(text);
      const trailKey = await available(context, getTrailKey);
      const { message, events } =
        received.kind === 'envelope'
          ? forwardEnvelope(received.body, deriveKey(trailKey, 'own'), sender.caller)
          : packReceived(received, sender, trailKey);
      // Only now, so that a body that is refused leaves its key free; and before the queue, which may fail: the same body
      // may come again.
      if (key !== undefined) await claim(context, key, sender.role, text, trailKey);
      await available(context, () => queue.send(message, AbortSignal.timeout(SEND_TIMEOUT_MS)));
      return toJsonText({ accepted: events });
    },
  });
  return app;
}

function refuseBody(): Response {
  return respondProblem(buildProblem('too-large', `expected a body of at most ${MAX_BODY_BYTES} bytes`));
}

function packReceived(
  { events, producerId }: Extract<ReceivedBody, { kind: 'events' }>,
  sender: Sender,
  trailKey: Uint8Array,
): ForwardedEnvelope {
  const named = producerId === undefined ? sender : { ...sender, producerId };
  return { message: packEvents(events, named, trailKey), events: events.length };
}
