import { execFile } from 'node:child_process';
import { DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../doctor/report.js';
import { attachToStack, type DeployedStack, STACK } from './deployed-stack.js';
import type { Caller } from './deployment.js';
import { root } from './run-tool.js';

const ROOT = { accessKeyId: 'test', secretAccessKey: 'test' };

describe('the doctor at a deployment', () => {
  let stack: DeployedStack;
  beforeAll(() => {
    stack = attachToStack();
  });
  const ask = (caller: Caller | undefined, name = STACK) =>
    new Promise<{ code: number; stdout: string; report: Report }>((resolve) => {
      const words = ['--import', 'tsx', 'doctor/main.ts', '--json', '--stack', name, '--api-url', stack.apiUrl];
      const env = { ...process.env, ...stack.environment, ...caller };
      execFile(process.execPath, words, { cwd: root, env, timeout: 60_000 }, (error, stdout) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, report: JSON.parse(stdout) }),
      );
    });
  const verdicts = ({ findings }: Report) => Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
  const client = () => new DynamoDBClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials: ROOT });

  it('sees what is wrong: events do not expire, and earlier senders sent what cannot be stored', async () => {
    // The emulator does not switch expiry on when it makes a table; AWS does.
    const { code, report } = await ask(undefined);
    expect(code).toBe(1);
    expect(verdicts(report)).toEqual({
      api: 'ok',
      queue: 'ok',
      'oldest message': 'ok',
      'dead letters': 'ok',
      quarantine: 'FAILED',
      clock: 'ok',
      permissions: 'ok',
      table: 'FAILED',
      'newest manifest': 'ok',
    });
    expect(report.findings.find(({ check }) => check === 'table')?.found).toBe('items expire by nothing, expected ex');
  });

  it('finds the table as declared once items expire, and dead letters as soon as there is one', async () => {
    const dynamoDb = client();
    await dynamoDb.send(
      new UpdateTimeToLiveCommand({
        TableName: stack.outputs.TableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ex' },
      }),
    );
    dynamoDb.destroy();
    const sqs = new SQSClient({
      endpoint: stack.endpoint,
      region: 'us-east-1',
      useQueueUrlAsEndpoint: false,
      credentials: ROOT,
    });
    await sqs.send(new SendMessageCommand({ QueueUrl: stack.outputs.DeadLetterQueueUrl, MessageBody: 'given up on' }));
    sqs.destroy();
    const { code, report } = await ask(undefined);
    expect(code).toBe(1);
    expect(verdicts(report)).toMatchObject({ table: 'ok', 'dead letters': 'FAILED' });
  });

  it('says to somebody who may only ask the API what was not looked at, and what to allow', async () => {
    const { code, report } = await ask(stack.bob);
    // Not even the stack's outputs may be read: nothing is known.
    expect(code).toBe(1);
    expect(report.findings).toMatchObject([
      { check: 'stack', verdict: 'FAILED', found: expect.stringContaining('allow cloudformation:DescribeStacks') },
    ]);
  });

  it('names a stack that is not there', async () => {
    const { code, report } = await ask(undefined, 'trailkeeper-nowhere');
    expect(code).toBe(1);
    expect(report.findings).toMatchObject([{ verdict: 'FAILED', found: expect.stringContaining('there is no stack') }]);
  });
});
