/**
 * What the emulator gets wrong about permissions, put right as AWS has it. The reference to a secret is its name there,
 * and its ARN in AWS; and `sqs:SendMessageBatch` is an action there, while AWS asks for `sqs:SendMessage`.
 */
import { z } from 'zod';
import { type Address, runAws } from './run-tool.js';

const rolesSchema = z.object({ Roles: z.array(z.object({ RoleName: z.string() })) });
const secretsSchema = z.object({ SecretList: z.array(z.object({ ARN: z.string(), Name: z.string() })) });
const POLICY_NAME = ['--policy-name', 'as-aws-has-it'];

const allow = (...statements: { Action: string; Resource: string }[]): string[] => [
  '--policy-document',
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((each) => ({ Effect: 'Allow', ...each })) }),
];
const sendBatch = (queueArn: string) => ({ Action: 'sqs:SendMessageBatch', Resource: queueArn });

/** For the functions of a stack that was just made. */
export async function correctRoles(address: Address, stack: string, queueArn: string): Promise<void> {
  const [{ Roles }, { SecretList }] = await Promise.all([
    runAws(address, 'iam', 'list-roles').then((answer) => rolesSchema.parse(answer)),
    runAws(address, 'secretsmanager', 'list-secrets').then((answer) => secretsSchema.parse(answer)),
  ]);
  const secret = SecretList.find(({ Name }) => Name.startsWith(`${stack}-`));
  if (secret === undefined) throw new Error(`${stack} has no secret`);
  const readKey = { Action: 'secretsmanager:GetSecretValue', Resource: secret.ARN };
  const rows = [
    ['IngestRole', readKey],
    ['QueryRole', readKey],
    ['ExportRole', readKey, sendBatch(queueArn)],
    ['AcceptRole', readKey, sendBatch(queueArn)],
  ] as const;
  for (const [part, ...statements] of rows) {
    const role = Roles.find(({ RoleName }) => RoleName.startsWith(`${stack}-`) && RoleName.includes(part));
    if (role === undefined) throw new Error(`${stack} has no role ${part}`);
    await runAws(
      address,
      'iam',
      'put-role-policy',
      '--role-name',
      role.RoleName,
      ...POLICY_NAME,
      ...allow(...statements),
    );
  }
}

/** For a user who has the policy of senders. */
export async function correctSender(address: Address, userName: string, queueArn: string): Promise<void> {
  const user = ['--user-name', userName];
  await runAws(address, 'iam', 'put-user-policy', ...user, ...POLICY_NAME, ...allow(sendBatch(queueArn)));
}
