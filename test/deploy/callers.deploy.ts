import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTE_LIST } from '../../shared/api/routes.js';
import { createRequestSigner } from '../../shared/client/senders/request-signer.js';
import { attachToStack, type DeployedStack } from './deployed-stack.js';
import type { Caller } from './deployment.js';

const EVENT = { event_type: 'vfs_operation', action: 'write', status: 'success', user_id: 'carol' };
const ROUTES = ROUTE_LIST.map(({ method, path, role }) => ({
  method,
  path: path.replace('{event_id}', '019b0000-0000-7000-8000-000000000000'),
  role,
}));

describe('who may ask', () => {
  let stack: DeployedStack;
  const own = { ...process.env };
  beforeAll(() => {
    stack = attachToStack();
  });
  afterAll(() => {
    process.env = own;
  });

  /** The status of a request with these keys; without keys it is not signed. */
  const ask = async (caller: Caller | undefined, { method, path }: { method: string; path: string }) => {
    const url = new URL(`${stack.apiUrl}${path}`);
    const body = method === 'POST' ? JSON.stringify({ ...EVENT, timestamp: new Date().toISOString() }) : '';
    const init = { method, ...(body === '' ? {} : { body }) };
    const headers: Record<string, string> = body === '' ? {} : { 'content-type': 'application/json' };
    if (caller === undefined) return (await fetch(url, { ...init, headers })).status;
    Object.assign(process.env, stack.environment, caller);
    const signer = await createRequestSigner({ service: 'execute-api' });
    return (await fetch(url, { ...init, headers: await signer.sign({ method, url, headers, body }) })).status;
  };
  const wrong = (caller: Caller): Caller => ({ ...caller, AWS_SECRET_ACCESS_KEY: 'not the secret of this key' });

  it.each(ROUTES)('$method $path: nobody without a signature, or with a wrong one', async (route) => {
    expect(await ask(undefined, route)).toBe(403);
    expect(await ask(wrong(stack.alice), route)).toBe(403);
    expect(await ask({ AWS_ACCESS_KEY_ID: 'AKIANOBODY', AWS_SECRET_ACCESS_KEY: 'nothing' }, route)).toBe(403);
  });

  it.each(ROUTES)('$method $path: the role $role and no other', async (route) => {
    expect(await ask(stack.carol, route)).toBe(403);
    expect((await ask(stack.bob, route)) === 403).toBe(route.role !== 'viewer');
    // Missing parameters and events that do not exist are told to whoever may ask, and to nobody else.
    expect([200, 202, 400, 404]).toContain(await ask(stack.alice, route));
  });

  it('refuses a request whose parameters were changed after it was signed', async () => {
    Object.assign(process.env, stack.environment, stack.alice);
    const signer = await createRequestSigner({ service: 'execute-api' });
    const url = new URL(`${stack.apiUrl}/v1/events?user_id=alice`);
    const headers = await signer.sign({ method: 'GET', url, headers: {}, body: '' });
    expect((await fetch(url, { headers })).status).toBe(200);
    expect((await fetch(String(url).replace('=alice', '=carol'), { headers })).status).toBe(403);
  });

  it('lets a sender put messages on the queue, and neither read it nor look at it', async () => {
    const send = new SendMessageCommand({ QueueUrl: stack.outputs.QueueUrl, MessageBody: JSON.stringify(EVENT) });
    const clientOf = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Caller, endpoint = stack.endpoint) =>
      new SQSClient({
        endpoint,
        region: 'us-east-1',
        useQueueUrlAsEndpoint: false,
        credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
      });
    const [alice, bob, forger] = [clientOf(stack.alice), clientOf(stack.bob), clientOf(wrong(stack.alice))];
    const { QueueUrl } = send.input;
    await alice.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: JSON.stringify({ ...EVENT, timestamp: new Date().toISOString() }),
      }),
    );
    for (const client of [bob, forger])
      await expect(client.send(send)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(alice.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toThrow(/not authorized|denied/i);
    await expect(alice.send(new GetQueueAttributesCommand({ QueueUrl }))).rejects.toThrow(/not authorized|denied/i);
    for (const client of [alice, bob, forger]) client.destroy();
  });
});
