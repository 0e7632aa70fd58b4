import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  FUNCTIONS,
  type FunctionLimits,
  type FunctionName,
  type FunctionRow,
  type Permission,
  type VariableName,
} from '../../../functions/functions.js';
import { namesOf } from '../../../shared/event/values/names-of.js';
import type { StageSettings } from '../../stages.js';
import type { EncryptionKey } from './encryption-key.js';
import { ServiceFunction } from './service-function.js';

/** API Gateway waits 29 s for an answer: a function that gives up before it can still say why. */
const ANSWER_SECONDS = 28;
/** The longest that a function runs, and that API Gateway passes on a stream. */
const STREAM_SECONDS = 900;
const ANSWER_MEMORY_MIB = 1_024;

/** What functions use; roles, so that this file knows none of the constructs that are made of functions. */
export interface FunctionParts {
  readonly settings: StageSettings;
  readonly bundlesFolder: string;
  readonly encryptionKey: EncryptionKey | undefined;
  readonly queue: {
    readonly queue: { readonly queueUrl: string };
    grantSend(grantee: IGrantable): unknown;
    grantReceive(grantee: IGrantable): void;
  };
  readonly table: {
    readonly table: { readonly tableName: string };
    grantRead(grantee: IGrantable): void;
    grantIngest(grantee: IGrantable): void;
    grantPutRequestKeys(grantee: IGrantable): void;
  };
  readonly trailKey: { readonly secret: { readonly secretArn: string }; grantRead(grantee: IGrantable): void };
}

const GRANTS: Readonly<Record<Permission, (parts: FunctionParts, grantee: IGrantable) => void>> = {
  'receive messages': ({ queue }, grantee) => queue.grantReceive(grantee),
  'send messages': ({ queue }, grantee) => void queue.grantSend(grantee),
  'read table': ({ table }, grantee) => table.grantRead(grantee),
  'write table': ({ table }, grantee) => table.grantIngest(grantee),
  'put request keys': ({ table }, grantee) => table.grantPutRequestKeys(grantee),
  'read trail key': ({ trailKey }, grantee) => trailKey.grantRead(grantee),
};

/** The value of every variable that a schema of `functions/<name>/environment.ts` names. */
const VALUES: Readonly<Record<VariableName, (parts: FunctionParts) => string>> = {
  TABLE_NAME: ({ table }) => table.table.tableName,
  QUEUE_URL: ({ queue }) => queue.queue.queueUrl,
  TRAIL_KEY_SECRET_ARN: ({ trailKey }) => trailKey.secret.secretArn,
  RETENTION_DAYS: ({ settings }) => String(settings.retentionDays),
};

interface Limits {
  readonly timeoutSeconds: number;
  readonly memoryMib: number;
  /** File and export in the bundle, where it is not `index.handler`. */
  readonly handler?: string;
}

function findLimits(limits: FunctionLimits, settings: StageSettings): Limits {
  if (typeof limits === 'object') return limits;
  const answering = { timeoutSeconds: ANSWER_SECONDS, memoryMib: ANSWER_MEMORY_MIB };
  switch (limits) {
    case 'ingest':
      return { timeoutSeconds: settings.ingestTimeoutSeconds, memoryMib: settings.ingestMemoryMib };
    case 'answer':
      return answering;
    case 'export':
      return settings.streamExports
        ? { ...answering, timeoutSeconds: STREAM_SECONDS, handler: 'stream.handler' }
        : answering;
  }
}

/** One function of the table of functions, with its variables and permissions, and its schedule where it has one. */
export function deployFunction(scope: Construct, name: FunctionName, parts: FunctionParts): ServiceFunction {
  const row: FunctionRow = FUNCTIONS[name];
  const id = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const deployed = new ServiceFunction(scope, id, {
    name,
    description: row.description,
    environment: buildEnvironment(name, parts),
    bundlesFolder: parts.bundlesFolder,
    settings: parts.settings,
    encryptionKey: parts.encryptionKey,
    ...findLimits(row.limits, parts.settings),
  });
  for (const permission of row.may) GRANTS[permission](parts, deployed.role);
  if (row.trigger.kind === 'schedule') {
    new Rule(deployed, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(row.trigger.everyMinutes)),
      targets: [new LambdaFunction(deployed.function)],
    });
  }
  return deployed;
}

function buildEnvironment(name: FunctionName, parts: FunctionParts): Record<string, string> {
  const variables: readonly VariableName[] = namesOf(FUNCTIONS[name].environment.shape);
  return Object.fromEntries(variables.map((variable) => [variable, VALUES[variable](parts)]));
}
