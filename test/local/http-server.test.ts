import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpServer, startHttpServer } from '../../local/http-server.js';

const running: HttpServer[] = [];
const others: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop(100);
  for (const server of others.splice(0)) server.close();
});

const hello = () => new Response('hello');

async function start(...args: Parameters<typeof startHttpServer>): Promise<HttpServer> {
  const server = await startHttpServer(...args);
  running.push(server);
  return server;
}

async function takePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  others.push(server);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** With headers that `fetch` does not let its caller choose. */
async function ask(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string }> {
  const sent = request(url, { headers }).end();
  const [response] = await once(sent, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

describe('startHttpServer', () => {
  it('answers on a free port of the loopback', async () => {
    const { url } = await start(hello, { port: 0, whenTaken: 'fail' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(await (await fetch(url)).text()).toBe('hello');
  });

  it('takes the next port when it may', async () => {
    const port = await takePort();
    const { url } = await start(hello, { port, whenTaken: 'next' });
    expect(Number(new URL(url).port)).toBeGreaterThan(port);
    expect(Number(new URL(url).port)).toBeLessThan(port + 50);
  });

  it('gives up in one line when it may not', async () => {
    const port = await takePort();
    const message = `port ${port} of 127.0.0.1 is taken; choose another --port or leave it out`;
    await expect(startHttpServer(hello, { port, whenTaken: 'fail' })).rejects.toMatchObject({
      name: 'PortTakenError',
      message,
    });
  });

  it.each<Record<string, string>>([
    { Host: 'rebound.example' },
    { Host: '127.999.999.999' },
    { Host: '127.0.0.1:99999' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'http://page.example' },
  ])('refuses %j and does not call the application', async (headers) => {
    let calls = 0;
    const { url } = await start(
      () => {
        calls++;
        return hello();
      },
      { port: 0, whenTaken: 'fail' },
    );
    const { status, body } = await ask(url, headers);
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:trailkeeper:problem:forbidden', status: 403 });
    expect(calls).toBe(0);
  });

  it('lets the page that it serves itself ask', async () => {
    const { url } = await start(hello, { port: 0, whenTaken: 'fail' });
    expect(await ask(url, { Origin: url, 'Sec-Fetch-Site': 'same-origin' })).toEqual({ status: 200, body: 'hello' });
  });

  it('waits for an answer that is under way, and no longer than it was told', async () => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const hang = () => {
      begin();
      return new Promise<Response>(() => {});
    };
    const { url, stop } = await startHttpServer(hang, { port: 0, whenTaken: 'fail' });
    const asked = fetch(url).catch(() => 'broken off');
    await begun;
    const before = Date.now();
    // The answer never comes: that this ends is what it was told.
    await stop(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(190);
    expect(await asked).toBe('broken off');
  });
});
