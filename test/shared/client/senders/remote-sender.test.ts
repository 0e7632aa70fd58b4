import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createAcceptApp } from '../../../../functions/accept/accept-app.js';
import { AuditLogger } from '../../../../shared/client/record/audit-logger.js';
import { RemoteSender } from '../../../../shared/client/senders/remote-sender.js';
import { createRequestSigner } from '../../../../shared/client/senders/request-signer.js';
import { MemoryRequestKeys } from '../../../support/memory-request-keys.js';
import { readEvents } from '../../../support/queue.js';

interface Received {
  readonly request: IncomingMessage;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: (received: Received) => number | Promise<number>): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      response.statusCode = await answer({ request, body: Buffer.concat(chunks).toString() });
      response.end('{}');
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('remote sender', () => {
  test('storage.type remote: the accept function takes what is posted, and the lines stay the same', async () => {
    const messages: string[] = [];
    const app = createAcceptApp({
      requestKeys: new MemoryRequestKeys(),
      getTrailKey: async () => Buffer.alloc(32, 7),
      queue: { send: async (body) => void messages.push(body) },
      reportError: (error) => {
        throw error;
      },
    });
    const url = await serve(async ({ request, body }) => {
      const init = { method: request.method ?? '', headers: { 'content-type': 'application/json' }, body };
      return (await app.request(request.url ?? '', init)).status;
    });
    const audit = new AuditLogger({ storage: { type: 'remote', url: `${url}/` } }, { producerId: 'machine-1' });
    audit.logEvent({
      event_type: 'backend_operation',
      action: 'create',
      status: 'success',
      details: { config: { password: 'hunter2' }, long: 'x'.repeat(100_000) },
    });
    expect(await audit.logEvent({ event_type: 'vfs_operation', action: 'write', status: 'success' })).toEqual({
      fate: 'sent',
    });
    await audit.close();
    const events = readEvents(messages);
    expect(events.map(({ producer_id, seq }) => [producer_id, seq])).toEqual([
      ['machine-1', 1],
      ['machine-1', 2],
    ]);
    expect(events[0]).toMatchObject({ truncated: true, redactions: [{ path: 'details.config.password' }] });
    expect(messages.join('')).not.toContain('hunter2');
  });

  test.each([
    [202, 'accepted'],
    [400, 'divide'],
    [413, 'divide'],
    [401, 'retry'],
    [403, 'retry'],
    [404, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [302, 'retry'],
  ])('HTTP %i means %s', async (status, outcome) => {
    const url = await serve(() => status);
    expect(await new RemoteSender({ url }).send(['[]'])).toMatchObject([{ outcome }]);
  });

  test('one bad event among many is rejected alone', async () => {
    let posts = 0;
    const taken: string[] = [];
    const url = await serve(({ body }) => {
      posts++;
      if (body.includes('"poison"')) return 400;
      taken.push(body);
      return 202;
    });
    const audit = new AuditLogger({ storage: { type: 'remote', url } }, { warn: () => undefined });
    const receipts = Array.from({ length: 50 }, (_, at) =>
      audit.logEvent({ event_type: 't', action: at === 17 ? 'poison' : 'a', status: 'success' }),
    );
    await audit.flush();
    await expect(receipts[17]?.then()).rejects.toMatchObject({ reason: 'refused_400' });
    expect(audit.counters().rejected).toEqual({ refused_400: 1 });
    const events: unknown[] = taken.flatMap((body) => JSON.parse(body));
    expect(events.filter((event) => JSON.stringify(event).includes('"action":"a"'))).toHaveLength(49);
    expect(posts).toBeLessThan(20);
    await audit.close();
  });

  test('a server that never answers ends in time', async () => {
    const url = await serve(() => new Promise<number>(() => undefined));
    const startedAt = performance.now();
    expect(await new RemoteSender({ url, requestTimeoutMs: 80 }).send(['[]'])).toMatchObject([{ outcome: 'retry' }]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('to this machine nothing is signed', async () => {
    const headers: IncomingMessage['headers'][] = [];
    const url = await serve(({ request }) => {
      headers.push(request.headers);
      return 202;
    });
    await new RemoteSender({ url }).send(['[]']);
    expect(headers[0]).not.toHaveProperty('authorization');
  });
});

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

test('requests are signed by Signature Version 4, worked out here by hand', async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'example-key';
  const url = await serve(() => 202);
  const sent: Record<string, string>[] = [];
  const signer = await createRequestSigner({ service: 'execute-api', region: 'eu-west-1' });
  const noting = {
    sign: async (request: Parameters<typeof signer.sign>[0]) => {
      const headers = await signer.sign(request);
      sent.push(headers);
      return headers;
    },
  };
  expect(await new RemoteSender({ url: `${url}/prod`, signer: noting }).send(['[1]'])).toEqual([
    { outcome: 'accepted' },
  ]);
  const headers = sent[0] ?? {};
  const { authorization = '', 'x-amz-date': time = '' } = headers;
  const signedNames = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '';
  const values: Record<string, string> = { ...headers, host: new URL(url).host };
  const canonicalHeaders = signedNames.split(';').map((name) => `${name}:${values[name]}\n`);
  const canonical = ['POST', '/prod/v1/events', '', ...[canonicalHeaders.join('')], signedNames, hash('[1]')].join(
    '\n',
  );
  const day = time.slice(0, 8);
  const scope = `${day}/eu-west-1/execute-api/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const key = ['eu-west-1', 'execute-api', 'aws4_request'].reduce(hmac, hmac('AWS4example-key', day));
  expect(signedNames.split(';')).toEqual(expect.arrayContaining(['content-type', 'host', 'x-amz-date']));
  expect(authorization).toContain(`Credential=AKIDEXAMPLE/${scope}`);
  expect(authorization).toContain(`Signature=${hmac(key, toSign).toString('hex')}`);
});
