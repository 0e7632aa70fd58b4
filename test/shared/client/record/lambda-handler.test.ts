import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AuditLogger } from '../../../../shared/client/record/audit-logger.js';
import { readEvents } from '../../../support/queue.js';
import { acceptAll, retryAll, SenderDouble } from '../../../support/sender-double.js';

const lambdaContext = (remainingMs = 10_000) => ({
  awsRequestId: 'request-7',
  functionName: 'upload',
  getRemainingTimeInMillis: () => remainingMs,
});

function createAudit(sender: SenderDouble) {
  return new AuditLogger({ flush_interval_seconds: 3_600 }, { sender, warn: () => undefined, random: () => 0 });
}

const write = { event_type: 'vfs_operation', action: 'write', status: 'success' } as const;

describe('audit.lambda', () => {
  test('answers after the receipts, with the result of the handler', async () => {
    let accept = () => {};
    const asked = new Promise<void>((resolve) => {
      accept = resolve;
    });
    const sender = new SenderDouble(async (bodies) => {
      await asked;
      return acceptAll(bodies, 1);
    });
    const audit = createAudit(sender);
    const handler = audit.lambda(async (event: { name: string }, context: ReturnType<typeof lambdaContext>) => {
      audit.logEvent(write);
      return `${event.name} by ${context.functionName}`;
    });
    let answered = false;
    const answer = handler({ name: 'done' }, lambdaContext(60_000)).finally(() => {
      answered = true;
    });
    await expect.poll(() => sender.calls.length).toBe(1);
    await nextTurn();
    expect(answered).toBe(false);
    accept();
    expect(await answer).toBe('done by upload');
    expect(readEvents(sender.accepted)[0]).toMatchObject({ correlation_id: 'request-7', user_id: 'system' });
    await audit.close();
  });

  test('an error of the handler is kept, and its events are sent first', async () => {
    const sender = new SenderDouble();
    const audit = createAudit(sender);
    const error = new Error('no such bucket');
    const handler = audit.lambda(() => {
      audit.logEvent({ ...write, status: 'failure' });
      throw error;
    });
    await expect(handler({}, lambdaContext())).rejects.toBe(error);
    expect(readEvents(sender.accepted)).toHaveLength(1);
    await audit.close();
  });

  test('a dead queue delays the answer for the remaining time at most, and the next invocation sends the rest', async () => {
    const sender = new SenderDouble(retryAll);
    const audit = createAudit(sender);
    const handler = audit.lambda(() => {
      audit.logEvent(write);
      return 'done';
    });
    // The queue is never back: that it answers at all is because of the remaining time.
    expect(await handler({}, lambdaContext(400))).toBe('done');
    expect(audit.counters()).toMatchObject({ sent: 0, in_flight: 1 });
    sender.answer = acceptAll;
    await handler({}, lambdaContext());
    expect(audit.counters()).toMatchObject({ sent: 2, in_flight: 0, buffered: 0 });
    await audit.close();
  });

  const rest = {
    requestContext: {
      identity: { sourceIp: '192.0.2.7', userAgent: 'curl/8', userArn: 'arn:aws:iam::1:user/bob' },
      authorizer: { claims: { sub: 'alice' } },
    },
  };
  const http = {
    requestContext: {
      http: { sourceIp: '192.0.2.8', userAgent: 'curl/9' },
      authorizer: { jwt: { claims: { sub: 'carol' } } },
    },
  };
  test.each([
    ['REST API', rest, { source_ip: '192.0.2.7', user_agent: 'curl/8', user_id: 'alice' }],
    ['HTTP API', http, { source_ip: '192.0.2.8', user_agent: 'curl/9', user_id: 'carol' }],
    ['custom authorizer', { requestContext: { authorizer: { principalId: 'bob' } } }, { user_id: 'bob' }],
    ['queue', { Records: [] }, { user_id: 'system' }],
    ['nothing', null, { user_id: 'system' }],
  ])('who calls, by an event of: %s', async (_, event, expected) => {
    const sender = new SenderDouble();
    const audit = createAudit(sender);
    await audit.lambda((_event: unknown) => audit.logEvent(write))(event, lambdaContext());
    expect(readEvents(sender.accepted)[0]).toMatchObject({ ...expected, correlation_id: 'request-7' });
    await audit.close();
  });
});
