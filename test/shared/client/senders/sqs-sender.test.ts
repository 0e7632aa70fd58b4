import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { matchBatchOutcomes } from '../../../../shared/client/senders/sqs-batch-outcomes.js';
import { SqsSender } from '../../../../shared/client/senders/sqs-sender.js';
import { writeEnvelope } from '../../../../shared/event/envelope/envelope.js';
import { readEnvelope } from '../../../../shared/event/envelope/envelope-reader.js';
import { startQueue } from '../../../support/queue.js';

process.env.AWS_ACCESS_KEY_ID ??= 'local';
process.env.AWS_SECRET_ACCESS_KEY ??= 'local';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<SqsSender> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const queueUrl = `${endpoint}/000000000000/events`;
  return new SqsSender({
    queueUrl,
    endpoint,
    region: 'us-east-1',
    requestTimeoutMs: 1_000,
    connectionTimeoutMs: 1_000,
  });
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('SQS sender', () => {
  test('sends what the queue then holds, in requests within its limits', async () => {
    const queue = await startQueue();
    const sender = new SqsSender({ queueUrl: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' });
    // Together more than the 1 MiB of one request.
    const bodies = Array.from({ length: 10 }, (_, at) => `${at}${'x'.repeat(200_000)}`);
    expect(await sender.send(bodies)).toEqual(bodies.map(() => ({ outcome: 'accepted' })));
    expect((await queue.drain()).map(({ Body }) => Body).sort()).toEqual(bodies);
    await sender.close();
    await queue.stop();
  });

  test('says of each envelope when it was sent, and touches nothing else of it', async () => {
    const queue = await startQueue();
    const sender = new SqsSender({ queueUrl: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' });
    const lines = ['{"a":1}', '{"b":2}'];
    const body = writeEnvelope({ producer_id: 'p', lines, sequences: [[1, 2]], sampled_out: {} });
    const before = Date.now();
    await sender.send([body]);
    const [arrived] = await queue.drain();
    const envelope = readEnvelope(arrived?.Body ?? '');
    const { sent_at, ...header } = envelope.header;
    expect(envelope.lines).toEqual(lines);
    expect(header).toEqual(readEnvelope(body).header);
    expect(sent_at).toBeGreaterThanOrEqual(before);
    expect(sent_at).toBeLessThanOrEqual(Date.now());
    await sender.close();
    await queue.stop();
  });

  test('looks at each entry of the answer', async () => {
    const sender = await serve((_, response) => {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(
        JSON.stringify({
          Successful: [{ Id: '2', MessageId: 'm', MD5OfMessageBody: md5('c') }],
          Failed: [
            { Id: '0', SenderFault: true, Code: 'InvalidMessageContents' },
            { Id: '1', SenderFault: false, Code: 'InternalError' },
          ],
        }),
      );
    });
    expect(await sender.send(['a', 'b', 'c', 'd'])).toEqual([
      { outcome: 'rejected', reason: 'refused_InvalidMessageContents' },
      { outcome: 'retry', reason: 'InternalError' },
      { outcome: 'accepted' },
      { outcome: 'retry', reason: 'SQS gave no outcome' },
    ]);
  });

  test.each([
    ['an error of the service', 500, 'InternalError'],
    ['a throttle', 400, 'RequestThrottled'],
    ['a missing queue', 400, 'QueueDoesNotExist'],
    ['missing permissions', 403, 'AccessDeniedException'],
    ['expired credentials', 403, 'ExpiredToken'],
  ])('%s is to be sent again', async (_, status, code) => {
    const sender = await serve((__, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: 'no' }));
    });
    expect(await sender.send(['a'])).toMatchObject([{ outcome: 'retry' }]);
  });

  test('a queue that never answers ends in time', async () => {
    const sender = await serve(() => undefined);
    const startedAt = performance.now();
    expect(await sender.send(['a'])).toMatchObject([{ outcome: 'retry', reason: expect.stringContaining('Timeout') }]);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('an aborted request ends at once', async () => {
    const sender = await serve(() => undefined);
    const controller = new AbortController();
    const sending = sender.send(['a'], controller.signal);
    controller.abort();
    expect(await sending).toMatchObject([{ outcome: 'retry' }]);
  });

  test('a request that failed does not undo one that was accepted before', async () => {
    let requests = 0;
    const sender = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        requests++;
        if (requests > 1) {
          response.writeHead(500).end();
          return;
        }
        const { Entries }: { Entries: { Id: string; MessageBody: string }[] } = JSON.parse(
          Buffer.concat(chunks).toString(),
        );
        const Successful = Entries.map(({ Id, MessageBody }) => ({
          Id,
          MessageId: Id,
          MD5OfMessageBody: md5(MessageBody),
        }));
        response.setHeader('content-type', 'application/x-amz-json-1.0');
        response.end(JSON.stringify({ Successful }));
      });
    });
    const outcomes = await sender.send(['x'.repeat(700_000), 'y'.repeat(700_000)]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'retry']);
  });
});

describe('outcomes of a batch', () => {
  test.each(['KmsThrottled', 'KMS.AccessDeniedException', 'RequestThrottled', 'AccessDenied'])(
    '%s passes, whatever the fault says',
    (Code) => {
      expect(matchBatchOutcomes(1, { Successful: [], Failed: [{ Id: '0', SenderFault: true, Code }] })).toEqual([
        { outcome: 'retry', reason: Code },
      ]);
    },
  );

  test('an answer without anything means that everything is sent again', () => {
    const empty = { Successful: undefined, Failed: undefined };
    expect(matchBatchOutcomes(2, empty).map(({ outcome }) => outcome)).toEqual(['retry', 'retry']);
  });
});
