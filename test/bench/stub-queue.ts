/** Starts a queue in a process of its own, so that its work is not counted as the sender's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface StubQueue {
  readonly url: string;
  stop(): void;
}

export async function startStubQueue(): Promise<StubQueue> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line]: string[] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: `http://127.0.0.1:${line}`, stop: () => child.kill() };
}

/** Answers SendMessageBatch with what the SDK checks: an MD5 of each body. Ends with its parent. */
const PROGRAM = `
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { Entries } = JSON.parse(Buffer.concat(parts).toString());
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: 'm-' + Id,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    }));
    response.setHeader('Content-Type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify({ Successful, Failed: [] }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
`;
