/**
 * HTTP requests that do not keep the process alive: a queue that accepts one and never answers must not hold up a process
 * that has nothing left to do. Whoever waits for an answer keeps it alive.
 */
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

interface QuietAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export class QuietClient {
  private readonly agents: QuietAgents;

  /** A connection that is not there after `connectionTimeoutMs` fails with an error that is named TimeoutError. */
  constructor(connectionTimeoutMs: number) {
    this.agents = createQuietAgents(connectionTimeoutMs);
  }

  /** The answer once its head is there; its body is to be read or thrown away. `options` are those of `node:http`. */
  request(isSecure: boolean, options: RequestOptions, body: string | Uint8Array): Promise<IncomingMessage> {
    const agent = isSecure ? this.agents.https : this.agents.http;
    return new Promise((resolve, reject) => {
      const request = (isSecure ? requestHttps : requestHttp)({ ...options, agent }, resolve);
      request.once('error', reject).end(body);
    });
  }

  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }
}

function createQuietAgents(connectionTimeoutMs: number): QuietAgents {
  return {
    http: quieten(new HttpAgent({ keepAlive: true }), 'connect', connectionTimeoutMs),
    https: quieten(new HttpsAgent({ keepAlive: true }), 'secureConnect', connectionTimeoutMs),
  };
}

/** What is used of an agent; on the agent alone, never on its class. */
interface Connecting {
  createConnection(...args: unknown[]): Duplex | null | undefined;
  reuseSocket(socket: Duplex, request: unknown): void;
}

function quieten<A extends HttpAgent>(agent: A, ready: string, connectionTimeoutMs: number): A {
  const connecting = agent as unknown as Connecting;
  const [create, reuse] = [connecting.createConnection, connecting.reuseSocket];
  connecting.createConnection = (...args) => {
    const socket = Reflect.apply(create, agent, args);
    if (isSocket(socket)) {
      socket.unref();
      failUnless(socket, ready, connectionTimeoutMs);
    }
    return socket;
  };
  connecting.reuseSocket = (socket, request) => {
    Reflect.apply(reuse, agent, [socket, request]);
    if (isSocket(socket)) socket.unref();
  };
  return agent;
}

function failUnless(socket: Socket, ready: string, timeoutMs: number): void {
  const fail = () => {
    const error = new Error(`no connection within ${timeoutMs} ms`);
    error.name = 'TimeoutError';
    socket.destroy(error);
  };
  const timer = setTimeout(fail, timeoutMs).unref();
  const stop = () => clearTimeout(timer);
  socket.once(ready, stop).once('close', stop);
}

const isSocket = (value: Duplex | null | undefined): value is Socket =>
  typeof value === 'object' && value !== null && 'unref' in value;
