import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of the loopback that nobody had a moment ago, for programs that cannot say which one they took. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  server.close();
  await once(server, 'close');
  return port;
}
