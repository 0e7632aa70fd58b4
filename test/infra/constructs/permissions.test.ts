import { AccountPrincipal, ArnPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { STAGE_NAMES, STAGES } from '../../../infra/stages.js';
import { INDEXES } from '../../../shared/store/table.js';
import {
  actionsOf,
  allowedActions,
  resourceOf,
  type Statement,
  statementsOf,
  synthesiseConstruct,
  templateOf,
} from '../synthesise.js';

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const RECEIVE = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const READ = ['dynamodb:BatchGetItem', 'dynamodb:Query'];
const KEY_READ = ['kms:Decrypt', 'kms:DescribeKey'];
const KEY_WRITE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Every action that each function may use: nothing is allowed to it in any other way. */
const EXPECTED = {
  IngestionIngest: {
    own: [
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      ...RECEIVE,
      'secretsmanager:GetSecretValue',
    ],
    key: KEY_WRITE,
  },
  AnsweringAccept: {
    own: ['dynamodb:PutItem', 'secretsmanager:GetSecretValue', 'sqs:SendMessage'],
    key: KEY_WRITE,
  },
  AnsweringQuery: { own: [...READ, 'secretsmanager:GetSecretValue'], key: KEY_READ },
  AnsweringExport: {
    own: [...READ, 'secretsmanager:GetSecretValue', 'sqs:SendMessage'],
    key: [...KEY_READ, 'kms:GenerateDataKey'],
  },
} as const;

describe.each(STAGE_NAMES)('permissions of the functions of %s', (stage) => {
  const template = templateOf(stage);
  const { customerManagedKey } = STAGES[stage];

  it.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    const role = resourceOf(template, 'AWS::IAM::Role', `Trail${name}Role`);
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    expect(role.Properties.Policies).toBeUndefined();
    const statements = statementsOf(resourceOf(template, 'AWS::IAM::Policy', `Trail${name}RoleDefaultPolicy`));
    const all = [...expected.own, ...LOGS, ...(customerManagedKey ? expected.key : [])];
    expect(allowedActions(statements)).toEqual([...all].sort());
    for (const { Resource } of statements) expect(JSON.stringify(Resource)).not.toContain('*');
  });

  it('let the ingest read nothing but the directories of stripes and senders', () => {
    const statements = statementsOf(resourceOf(template, 'AWS::IAM::Policy', 'TrailIngestionIngestRoleDefaultPolicy'));
    const query = statements.filter((statement) => actionsOf(statement).includes('dynamodb:Query'));
    expect(query).toEqual([
      expect.objectContaining({
        Action: 'dynamodb:Query',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['E', 'N'] } },
      }),
    ]);
    const get = statements.filter((statement) => actionsOf(statement).includes('dynamodb:GetItem'));
    expect(get).toEqual([
      expect.objectContaining({
        Action: 'dynamodb:GetItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['M#*'] } },
      }),
    ]);
  });

  it('let accept put keys of requests and nothing else', () => {
    const statements = statementsOf(resourceOf(template, 'AWS::IAM::Policy', 'TrailAnsweringAcceptRoleDefaultPolicy'));
    const put = statements.filter((statement) => actionsOf(statement).includes('dynamodb:PutItem'));
    expect(put).toEqual([
      expect.objectContaining({
        Action: 'dynamodb:PutItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['I#*'] } },
      }),
    ]);
  });

  it('let readers query the table and each index of table.ts', () => {
    const statements = statementsOf(resourceOf(template, 'AWS::IAM::Policy', 'TrailAnsweringQueryRoleDefaultPolicy'));
    const query = statements.find((statement) => actionsOf(statement).includes('dynamodb:Query'));
    const resources = JSON.stringify(query?.Resource);
    for (const { name } of INDEXES) expect(resources).toContain(`/index/${name}"`);
    expect(query?.Resource).toHaveLength(1 + INDEXES.length);
  });
});

const keyStatements = (statements: readonly Statement[]) =>
  statements.filter((statement) => actionsOf(statement).some((action) => action.startsWith('kms:')));

describe('sending', () => {
  const role = { assumedBy: new ServicePrincipal('lambda.amazonaws.com') };

  it('is one action for a role of the same account', () => {
    const template = synthesiseConstruct({}, (trail, stack) => trail.grantSend(new Role(stack, 'Writer', role)));
    const statements = statementsOf(resourceOf(template, 'AWS::IAM::Policy', 'WriterDefaultPolicy'));
    expect(allowedActions(statements)).toEqual(['sqs:SendMessage']);
  });

  it('takes the actions of the key with it where the queue has one', () => {
    const template = synthesiseConstruct({ stage: 'prod' }, (trail, stack) =>
      trail.grantSend(new Role(stack, 'Writer', role)),
    );
    const statements = statementsOf(resourceOf(template, 'AWS::IAM::Policy', 'WriterDefaultPolicy'));
    expect(allowedActions(statements)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 'sqs:SendMessage']);
  });

  it.each([
    ['an account', new AccountPrincipal('111111111111'), ':iam::111111111111:root'],
    ['a role elsewhere', new ArnPrincipal('arn:aws:iam::222222222222:role/writer'), ':iam::222222222222:role/writer'],
  ])('names %s in the policies of queue and key', (_, principal, arn) => {
    const template = synthesiseConstruct({ stage: 'prod', senders: [principal] });
    const named = (statements: readonly Statement[]) =>
      statements.filter(({ Principal }) => JSON.stringify(Principal).includes(arn));

    const queue = named(statementsOf(resourceOf(template, 'AWS::SQS::QueuePolicy', 'AuditQueueEvents')));
    expect(allowedActions(queue)).toEqual(['sqs:SendMessage']);
    const key = named(keyStatements(statementsOf(resourceOf(template, 'AWS::KMS::Key'))));
    expect(allowedActions(key)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    const deadLetters = statementsOf(resourceOf(template, 'AWS::SQS::QueuePolicy', 'AuditQueueDeadLetter'));
    expect(named(deadLetters)).toEqual([]);
  });
});

const invokeArns = (statements: readonly Statement[]) =>
  statements
    .filter((statement) => actionsOf(statement).includes('execute-api:Invoke'))
    .flatMap(({ Resource }) => [Resource].flat())
    .map((resource) => ((resource as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].at(-1) as string).slice(1));

describe.each(['trial', 'prod'] as const)('policies of the roles of %s', (stage) => {
  const template = templateOf(stage);
  const statements = (role: string) =>
    statementsOf(resourceOf(template, 'AWS::IAM::ManagedPolicy', `TrailRoles${role}`));

  it.each([
    ['Sender', ['trail/POST/v1/events']],
    [
      'Viewer',
      [
        'trail/GET/v1/activity',
        'trail/GET/v1/events',
        'trail/GET/v1/events/*',
        'trail/GET/v1/health',
        'trail/GET/v1/openapi.json',
        'trail/GET/v1/statistics',
        'trail/GET/v1/timeline',
      ],
    ],
    ['Exporter', ['trail/GET/v1/export']],
    ['Auditor', ['trail/GET/v1/quarantine']],
  ])('%s may use its routes alone', (role, routes) => {
    expect(invokeArns(statements(role)).sort()).toEqual(routes);
  });

  it('let senders use the queue, and nobody else', () => {
    const key = stage === 'prod' ? ['kms:Decrypt', 'kms:GenerateDataKey'] : [];
    expect(allowedActions(statements('Sender'))).toEqual(['execute-api:Invoke', ...key, 'sqs:SendMessage']);
    for (const role of ['Viewer', 'Exporter', 'Auditor']) {
      expect(allowedActions(statements(role))).toEqual(['execute-api:Invoke']);
    }
  });
});
