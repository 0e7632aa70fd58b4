/** As much of the HTTP API of Kubo as a backend uses; ids are computed by the library of IPFS. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { importCid } from '../pin/import-cid.js';

export interface KuboStub {
  readonly apiUrl: string;
  readonly pinned: Set<string>;
  /** The node's own file system, by path. */
  readonly files: Map<string, string>;
  /** `<command>?<query>` of each request. */
  readonly requests: readonly string[];
  /** Fails `pin/rm` with this text until it is undefined. */
  unpinError: string | undefined;
  /** Refuses to add anything. */
  isFull: boolean;
  /** false: requests are taken and never answered. */
  answers: boolean;
  stop(): Promise<void>;
}

export async function startKuboStub(): Promise<KuboStub> {
  const blocks = new Map<string, Uint8Array>();
  const pinned = new Set<string>();
  const files = new Map<string, string>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stub');
    const command = url.pathname.replace('/api/v0/', '');
    requests.push(`${command}${url.search}`);
    if (!stub.answers) return;
    const arg = url.searchParams.get('arg') ?? '';
    const send = (status: number, body: string | Uint8Array) => response.writeHead(status).end(body);
    const sendJson = (value: object) => send(200, `${JSON.stringify(value)}\n`);
    if (request.method !== 'POST') return void send(405, 'POST only');
    if (command === 'id') return void sendJson({ ID: 'stub' });
    if (command === 'add' && stub.isFull) return void send(500, 'no space left on device');
    if (command === 'add') {
      const bytes = await readFilePart(request);
      const cid = await importCid([bytes]);
      blocks.set(cid, bytes);
      if (url.searchParams.get('pin') !== 'false') pinned.add(cid);
      return void sendJson({ Name: 'file', Hash: cid, Size: String(bytes.length) });
    }
    if (command === 'cat') {
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const length = Number(url.searchParams.get('length') ?? Number.POSITIVE_INFINITY);
      const bytes = blocks.get(arg)?.subarray(offset, offset + length);
      return void send(bytes === undefined ? 500 : 200, bytes ?? 'block not found');
    }
    if (command === 'pin/ls') return void send(pinned.has(arg) ? 200 : 500, pinned.has(arg) ? '{}' : 'is not pinned');
    if (command === 'files/read') return void send(files.has(arg) ? 200 : 500, files.get(arg) ?? 'file does not exist');
    if (command === 'files/rm') return void send(files.delete(arg) ? 200 : 500, '');
    if (command === 'files/write') {
      files.set(arg, Buffer.from(await readFilePart(request)).toString());
      return void send(200, '');
    }
    if (command === 'pin/add') return void sendJson({ Pins: [pinned.add(arg) && arg] });
    if (command === 'pin/rm' && stub.unpinError !== undefined) return void send(500, stub.unpinError);
    if (command === 'pin/rm' && !pinned.delete(arg))
      return void send(500, '{"Message":"not pinned or pinned indirectly"}');
    if (command === 'pin/rm') return void sendJson({ Pins: [arg] });
    send(404, 'no such command');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stub: KuboStub = {
    apiUrl: `http://127.0.0.1:${port}`,
    pinned,
    files,
    requests,
    unpinError: undefined,
    isFull: false,
    answers: true,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return stub;
}

async function readFilePart(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const form = await new Response(Buffer.concat(chunks), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
  const file = form.get('file');
  if (file === null || typeof file === 'string') throw new Error('expected a part named file');
  return new Uint8Array(await file.arrayBuffer());
}
