/** A deployment, with the caller's own AWS credentials. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createRequestSigner } from '../shared/client/senders/request-signer.js';
import { AuditTrail } from '../shared/trail/audit-trail.js';
import { checkApiHealth } from './checks/api-health.js';
import { checkClock } from './checks/clock.js';
import { CloudWatchMessageAge } from './checks/cloudwatch-message-age.js';
import { checkDeadLetters } from './checks/dead-letters.js';
import { DynamoDbManifestFinder } from './checks/dynamodb-manifest-finder.js';
import { DynamoDbTableDescriber } from './checks/dynamodb-table-describer.js';
import type { Check } from './checks/finding.js';
import { HttpServiceClock } from './checks/http-service-clock.js';
import { checkNewestManifest } from './checks/newest-manifest.js';
import { checkOldestMessage } from './checks/oldest-message.js';
import { checkPermissions } from './checks/permissions.js';
import { checkQuarantine } from './checks/quarantine.js';
import { checkQueue } from './checks/queue.js';
import { SqsQueueReader } from './checks/queue-reader.js';
import { checkTableDefinition } from './checks/table-definition.js';
import { isDenied } from './checks/why-it-failed.js';
import { readStackOutputs, type StackOutputs } from './stack-outputs.js';
import { ANSWER_TIMEOUT_MS, CLIENT_SETTINGS, type Target } from './target.js';

export interface StackAddress {
  readonly stack: string;
  readonly apiUrl: string | undefined;
}

/** Resolves also when the stack cannot be read: that is then the only finding. */
export async function openStackTarget({ stack, apiUrl }: StackAddress, clock: () => number): Promise<Target> {
  const title = `the stack ${stack}`;
  const cloudFormation = new CloudFormationClient(CLIENT_SETTINGS);
  try {
    const outputs = await readStackOutputs(cloudFormation, stack);
    return { title, ...(await connect(outputs, apiUrl ?? outputs.ApiUrl, clock)) };
  } catch (error) {
    const check: Check = {
      name: 'stack',
      run: () => Promise.reject(asAdvice(error, stack)),
    };
    return { title, checks: [check], close: () => {} };
  } finally {
    cloudFormation.destroy();
  }
}

async function connect(outputs: StackOutputs, url: string, clock: () => number): Promise<Omit<Target, 'title'>> {
  const region = /\.execute-api\.([^.]+)\./.exec(outputs.ApiUrl)?.[1];
  const signer = await createRequestSigner({ service: 'execute-api', region });
  const trail = new AuditTrail({ url, signer, timeoutMs: ANSWER_TIMEOUT_MS, maxAttempts: 2 });
  const sqs = new SQSClient({ ...CLIENT_SETTINGS, useQueueUrlAsEndpoint: false });
  const cloudWatch = new CloudWatchClient(CLIENT_SETTINGS);
  const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS);
  const queue = new SqsQueueReader(sqs, outputs.QueueUrl);
  const deadLetters = new SqsQueueReader(sqs, outputs.DeadLetterQueueUrl);
  const queueName = outputs.QueueUrl.slice(outputs.QueueUrl.lastIndexOf('/') + 1);
  const toReadQueues = `allow sqs:GetQueueAttributes on ${outputs.QueueArn} and its dead-letter queue`;
  const { TableName: tableName, ViewerPolicyArn, ExporterPolicyArn, AuditorPolicyArn } = outputs;
  const moment = new Date(0);
  return {
    checks: [
      checkApiHealth(trail, clock, `attach ${ViewerPolicyArn}`),
      checkQueue(queue, toReadQueues),
      checkOldestMessage(
        queue,
        new CloudWatchMessageAge(cloudWatch, queueName, clock),
        `${toReadQueues}, and cloudwatch:GetMetricData`,
      ),
      checkDeadLetters(deadLetters, toReadQueues),
      checkQuarantine(trail, clock, `attach ${AuditorPolicyArn}`),
      checkClock(new HttpServiceClock(`${url}/v1/health`, ANSWER_TIMEOUT_MS), clock),
      checkPermissions({ role: 'viewer', policyArn: ViewerPolicyArn, ask: () => trail.queryEvents({ limit: 1 }) }, [
        // A range in which there is nothing.
        {
          role: 'exporter',
          policyArn: ExporterPolicyArn,
          ask: () => drain(trail.exportEvents({ from: moment, to: moment })),
        },
        {
          role: 'auditor',
          policyArn: AuditorPolicyArn,
          ask: () => trail.quarantine({ from: moment, to: moment, limit: 1 }),
        },
      ]),
      checkTableDefinition(
        new DynamoDbTableDescriber(dynamoDb, tableName),
        `allow dynamodb:DescribeTable and dynamodb:DescribeTimeToLive on ${tableName}`,
      ),
      checkNewestManifest(
        new DynamoDbManifestFinder(dynamoDb, tableName, clock),
        queue,
        clock,
        `allow dynamodb:Query on ${tableName} and sqs:GetQueueAttributes on ${outputs.QueueArn}`,
      ),
    ],
    close() {
      for (const client of [sqs, cloudWatch, dynamoDb]) client.destroy();
    },
  };
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** What goes wrong before anything is reached, with what to do about it in the message. */
function asAdvice(error: unknown, stack: string): unknown {
  if (!(error instanceof Error)) return error;
  if (isDenied(error))
    return new Error(`not allowed to read it: allow cloudformation:DescribeStacks on ${stack}`, { cause: error });
  if (/region is missing/i.test(error.message)) return new Error('no region: set AWS_REGION', { cause: error });
  if (/could not load credentials/i.test(error.message)) {
    return new Error('no AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID', { cause: error });
  }
  if (/does not exist/i.test(error.message)) {
    return new Error(`there is no stack ${stack} in this account and region: look at AWS_PROFILE and AWS_REGION`, {
      cause: error,
    });
  }
  return error;
}
