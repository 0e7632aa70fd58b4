import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** Outputs of the stack that the doctor goes by. */
export const OUTPUT_NAMES = [
  'QueueUrl',
  'QueueArn',
  'DeadLetterQueueUrl',
  'ApiUrl',
  'TableName',
  'ViewerPolicyArn',
  'ExporterPolicyArn',
  'AuditorPolicyArn',
] as const;
export type StackOutputs = Readonly<Record<(typeof OUTPUT_NAMES)[number], string>>;

/** @throws Error that says what is wrong with the stack. */
export async function readStackOutputs(client: CloudFormationClient, stackName: string): Promise<StackOutputs> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const [stack] = Stacks;
  if (stack === undefined) throw new Error(`there is no stack ${stackName}`);
  const found = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const get = (name: (typeof OUTPUT_NAMES)[number]): string => {
    const value = found.get(name);
    if (value === undefined) throw new Error(`the stack ${stackName} (${stack.StackStatus}) has no output ${name}`);
    return value;
  };
  return {
    QueueUrl: get('QueueUrl'),
    QueueArn: get('QueueArn'),
    DeadLetterQueueUrl: get('DeadLetterQueueUrl'),
    ApiUrl: get('ApiUrl'),
    TableName: get('TableName'),
    ViewerPolicyArn: get('ViewerPolicyArn'),
    ExporterPolicyArn: get('ExporterPolicyArn'),
    AuditorPolicyArn: get('AuditorPolicyArn'),
  };
}
