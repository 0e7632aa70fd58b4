/** `POST /v1/events`: events of senders that speak HTTP, checked, redacted, and put on the queue in one message. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { toJsonText } from '../../shared/api/answers/json-text.js';
import { buildProblem, ProblemError, respondProblem } from '../../shared/api/answers/problem.js';
import { createRouter, mountRoutes, type RouterDependencies } from '../../shared/api/http/router.js';
import { ROUTES } from '../../shared/api/routes.js';
import type { MessageQueue } from './message-queue.js';
import { packEvents } from './pack-events.js';
import { findBodyType, invalid, readEvents } from './read-events.js';
import { describeSender, findSenderRole } from './sender.js';

export interface AcceptDependencies extends RouterDependencies {
  readonly queue: MessageQueue;
}

/** What API Gateway lets through. */
const MAX_BODY_BYTES = 10 * 1_024 * 1_024;
const SEND_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

export function createAcceptApp({ queue, reportError }: AcceptDependencies): Hono {
  const app = createRouter({ reportError });
  app.use(ROUTES.acceptEvents.path, bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseBody }));
  mountRoutes<'accept'>(app, {
    async acceptEvents(_, context) {
      const type = getBodyType(context);
      const events = readEvents(await readText(context), type);
      const sender = describeSender(findSenderRole(context.env), context.req.header('Idempotency-Key'));
      const message = packEvents(events, sender);
      try {
        await queue.send(message, AbortSignal.timeout(SEND_TIMEOUT_MS));
      } catch (error) {
        reportError(error, { method: context.req.method, path: context.req.path });
        throw new ProblemError('unavailable', 'the queue did not confirm the events; send them again', {
          headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
        });
      }
      return toJsonText({ accepted: events.length });
    },
  });
  return app;
}

function refuseBody(): Response {
  return respondProblem(buildProblem('too-large', `expected a body of at most ${MAX_BODY_BYTES} bytes`));
}

function getBodyType(context: Context) {
  const contentType = context.req.header('Content-Type');
  const type = findBodyType(contentType);
  if (type !== undefined) return type;
  const got = contentType === undefined ? 'none' : JSON.stringify(contentType.slice(0, 100));
  throw new ProblemError(
    'unsupported-media-type',
    `Content-Type: expected application/json or application/x-ndjson, got ${got}`,
  );
}

async function readText(context: Context): Promise<string> {
  const bytes = await context.req.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid([{ field: '$', expected: 'UTF-8', got: 'other bytes' }]);
  }
}
