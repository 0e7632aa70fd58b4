/** What there is of a stack in the account, by the names that CloudFormation gives: they begin with the stack's. */
import { type Address, runAws } from './run-tool.js';

/** Command, and what of its answer names a thing. */
const KINDS = {
  tables: ['dynamodb list-tables', 'TableNames'],
  queues: ['sqs list-queues', 'QueueUrls'],
  secrets: ['secretsmanager list-secrets', 'SecretList[].Name'],
  logGroups: ['logs describe-log-groups', 'logGroups[].logGroupName'],
  roles: ['iam list-roles', 'Roles[].RoleName'],
  policies: ['iam list-policies --scope Local', 'Policies[].PolicyName'],
  functions: ['lambda list-functions', 'Functions[].FunctionName'],
  mappings: ['lambda list-event-source-mappings', 'EventSourceMappings[].FunctionArn'],
  apis: ['apigateway get-rest-apis', 'items[].name'],
  alarms: ['cloudwatch describe-alarms', 'MetricAlarms[].AlarmName'],
  dashboards: ['cloudwatch list-dashboards', 'DashboardEntries[].DashboardName'],
} as const;

export type Left = Readonly<Record<keyof typeof KINDS, readonly string[]>>;

export async function listLeft(address: Address, stack: string): Promise<Left> {
  const left: Record<keyof typeof KINDS, string[]> = {
    tables: [],
    queues: [],
    secrets: [],
    logGroups: [],
    roles: [],
    policies: [],
    functions: [],
    mappings: [],
    apis: [],
    alarms: [],
    dashboards: [],
  };
  for (const kind of Object.keys(left) as (keyof typeof KINDS)[]) {
    const [command, query] = KINDS[kind];
    const names = await runAws(address, ...command.split(' '), '--query', query);
    if (Array.isArray(names))
      left[kind] = names
        .map(String)
        .filter((name) => name.includes(stack))
        .sort();
  }
  return left;
}
