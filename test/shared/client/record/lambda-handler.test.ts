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

  const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
  /** As the runtime marks a handler: the same function. */
  const streamify = <F extends object>(handler: F): F => Object.assign(handler, { [streaming]: 'response' });

  /** As the Node runtime calls a handler: by its answer, or by its callback. */
  const call = (handler: unknown, second: unknown, third?: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const callback = (error: unknown, answer?: unknown) => (error === null ? resolve(answer) : reject(error));
      if (typeof handler !== 'function') throw new TypeError('no handler');
      const result: unknown = handler({ name: 'a' }, second, third ?? callback);
      if (result instanceof Promise) result.then(resolve, reject);
    });

  test.each([
    ['async', async () => 'done'],
    ['of no parameters', () => Promise.resolve('done')],
    ['that gives a value', () => 'done'],
    [
      'with a callback',
      (_event: unknown, _context: unknown, done: (error: null, answer: string) => void) => done(null, 'done'),
    ],
    [
      'with a late callback',
      (_event: unknown, _context: unknown, done: (error: null, answer: string) => void) =>
        void setImmediate(done, null, 'done'),
    ],
    ['with all arguments in one', (...args: ((error: null, answer: string) => void)[]) => args[2]?.(null, 'done')],
  ])('a handler %s answers as it did, after its events', async (_, handler) => {
    for (const context of [lambdaContext(), {}, undefined]) {
      const sender = new SenderDouble();
      const audit = createAudit(sender);
      const wrapped = audit.lambda((...args: never[]): unknown => {
        audit.logEvent(write);
        return Reflect.apply(handler, undefined, args);
      });
      expect(await call(wrapped, context)).toBe('done');
      expect(sender.accepted).toHaveLength(1);
      expect(audit.lambda(handler).length).toBe(handler.length);
      await audit.close();
    }
  });

  test('an error by callback, and what throws beside one, arrive as they are', async () => {
    const audit = createAudit(new SenderDouble());
    const error = new Error('no such bucket');
    const by = audit.lambda((_event: unknown, _context: unknown, done: (error: unknown) => void) => done(error));
    await expect(call(by, lambdaContext())).rejects.toBe(error);
    const throws = audit.lambda((_event: unknown, _context: unknown, _done: () => void) => {
      throw error;
    });
    await expect(call(throws, lambdaContext())).rejects.toBe(error);
    await audit.close();
  });

  test.each(['inside', 'outside'])('a handler that streams stays one, marked %s', async (where) => {
    const sender = new SenderDouble();
    const audit = createAudit(sender);
    const stream: string[] = [];
    const handler = async (event: { name: string }, to: string[], context: object) => {
      audit.logEvent(write);
      to.push(event.name, String('awsRequestId' in context));
    };
    const wrapped = where === 'inside' ? audit.lambda(streamify(handler)) : streamify(audit.lambda(handler));
    expect([Reflect.get(wrapped, streaming), wrapped.length]).toEqual(['response', 3]);
    await call(wrapped, stream, lambdaContext());
    expect(stream).toEqual(['a', 'true']);
    expect(readEvents(sender.accepted)[0]).toMatchObject({ correlation_id: 'request-7' });
    await audit.close();
  });

  test('a context that throws does not replace the answer', async () => {
    const audit = createAudit(new SenderDouble());
    const context = {
      getRemainingTimeInMillis: () => {
        throw new Error('no clock');
      },
    };
    expect(await audit.lambda((_event: unknown, _context: object) => 'done')({}, context)).toBe('done');
    await audit.close();
  });
});
