/** The one HTTP server of the local runtime, on the loopback. */
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { buildProblem, GUARD_HEADERS, PROBLEM_CONTENT_TYPE } from '../shared/api/answers/problem.js';
import { TrailkeeperError } from '../shared/errors/trailkeeper-error.js';
import { findRefusal } from './loopback-guard.js';

export interface PortChoice {
  /** 0 takes any free port. */
  readonly port: number;
  /** What to do when somebody has it: give up, or try the ports that follow. */
  readonly whenTaken: 'fail' | 'next';
}

export class PortTakenError extends TrailkeeperError<'PortTakenError'> {
  override readonly name = 'PortTakenError';

  constructor(got: string, expected: string) {
    super('port_taken', { message: `${got}; ${expected}`, expected, got });
  }
}

export interface HttpServer {
  readonly url: string;
  /** Takes no new requests; those that run get this long. */
  stop(deadlineMs: number): Promise<void>;
}

export type Fetch = (request: Request) => Response | Promise<Response>;

const HOST = '127.0.0.1';
const MAX_PORTS_TRIED = 50;
const LAST_PORT = 65_535;

/** @throws PortTakenError */
export async function startHttpServer(fetch: Fetch, { port, whenTaken }: PortChoice): Promise<HttpServer> {
  // The global Request and Response stay Node's own: other code in this process uses them.
  const answer = getRequestListener((request) => fetch(request), { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    const refusal = findRefusal(request.headers);
    if (refusal === undefined) return void answer(request, response);
    const body = JSON.stringify(buildProblem('forbidden', refusal));
    response.writeHead(403, { ...GUARD_HEADERS, 'Content-Type': PROBLEM_CONTENT_TYPE, Connection: 'close' }).end(body);
  });
  const ports = whenTaken === 'fail' || port === 0 ? 1 : Math.min(MAX_PORTS_TRIED, LAST_PORT - port + 1);
  for (let tried = 0; tried < ports; tried++) {
    if (await listen(server, port + tried)) return describe(server);
  }
  throw ports === 1
    ? new PortTakenError(`port ${port} of ${HOST} is taken`, 'choose another --port or leave it out')
    : new PortTakenError(`ports ${port} to ${port + ports - 1} of ${HOST} are taken`, 'choose another --port');
}

/** False when the port is taken. */
function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.off('error', onError);
      resolve(true);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, HOST);
  });
}

function describe(server: Server): HttpServer {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
  return {
    url: `http://${HOST}:${address.port}`,
    stop(deadlineMs) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}
