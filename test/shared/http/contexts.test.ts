import { setImmediate as nextTurn } from 'node:timers/promises';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { type AuditContext, currentContext } from '../../../shared/client/context/context.js';
import { auditContext as express } from '../../../shared/http/express.js';
import { auditContext as fastify } from '../../../shared/http/fastify.js';
import { auditContext as hono } from '../../../shared/http/hono.js';
import { auditContext as nest } from '../../../shared/http/nest.js';

const headers = { 'user-agent': 'curl/8.5.0', 'x-request-id': 'req-42', 'x-user': 'alice' };
const expected = { user_id: 'alice', source_ip: '192.0.2.7', user_agent: 'curl/8.5.0', correlation_id: 'req-42' };
const asContext = (context: AuditContext | undefined) => JSON.parse(JSON.stringify(context));

describe('what a request brings along', () => {
  it.each([
    ['Express', express],
    ['Nest', nest],
    ['Fastify', fastify],
  ])('%s: is known to everything that it causes, and to nothing else', async (_, auditContext) => {
    const request = { ip: '192.0.2.7', headers };
    const seen = await new Promise<AuditContext | undefined>((resolve) => {
      auditContext<typeof request>({ user: ({ headers: { 'x-user': user } }) => user })(request, {}, () => {
        setImmediate(() => resolve(currentContext()));
      });
    });
    expect(asContext(seen)).toEqual(expected);
    expect(currentContext()).toBeUndefined();
  });

  it('Hono: is known to the handlers behind it', async () => {
    const app = new Hono();
    app.use(hono({ user: (context) => context.req.header('x-user'), ip: () => '192.0.2.7' }));
    app.get('/', async (context) => {
      await nextTurn();
      return context.json(currentContext());
    });
    expect(await (await app.request('/', { headers })).json()).toEqual(expected);
  });

  it('is absent where a header is empty, and the first of several', () => {
    let seen: AuditContext | undefined;
    const request = { headers: { 'x-request-id': '', 'x-correlation-id': ['one', 'two'], 'user-agent': undefined } };
    express()(request, {}, () => {
      seen = currentContext();
    });
    expect(asContext(seen)).toEqual({ correlation_id: 'one' });
  });

  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each([
    [`00-${trace}-00f067aa0ba902b7-01`, trace],
    [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'req-42'],
    ['nonsense', 'req-42'],
    ['', 'req-42'],
  ])('names the trace, where %s is one', (traceparent, correlation_id) => {
    let seen: AuditContext | undefined;
    express()({ headers: { ...headers, traceparent } }, {}, () => {
      seen = currentContext();
    });
    expect(seen?.correlation_id).toBe(correlation_id);
  });
});
