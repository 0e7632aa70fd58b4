import { once } from 'node:events';
import { createServer } from 'node:net';

/** The URL of a port on which nobody listens any more. */
export async function findClosedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 1}`;
}
