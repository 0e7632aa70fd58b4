import { describe, expect, it } from 'vitest';
import { STAGE_NAMES, STAGES } from '../../../infra/stages.js';
import { INDEXES, TTL_ATTRIBUTE } from '../../../shared/store/table.js';
import { type Resource, resourceOf, resourcesOf, statementsOf, templateOf } from '../synthesise.js';

const days = (count: number) => count * 86_400;

describe.each(STAGE_NAMES)('queues of %s', (stage) => {
  const template = templateOf(stage);
  const events = resourceOf(template, 'AWS::SQS::Queue', 'TrailQueueEvents');
  const deadLetters = resourceOf(template, 'AWS::SQS::Queue', 'TrailQueueDeadLetter');

  it('hold messages for 14 days, of 1 MiB', () => {
    for (const { Properties } of [events, deadLetters]) {
      expect(Properties.MessageRetentionPeriod).toBe(days(14));
      expect(Properties.MaximumMessageSize).toBe(1_048_576);
    }
  });

  it('hand over what is delivered too often', () => {
    const redrive = events.Properties.RedrivePolicy as {
      deadLetterTargetArn: { 'Fn::GetAtt': string[] };
      maxReceiveCount: number;
    };
    expect(redrive).toMatchObject({ maxReceiveCount: STAGES[stage].maxReceiveCount });
    // Being handed back under load, or for days of an outage, is no fault of a message.
    expect(redrive.maxReceiveCount).toBeGreaterThanOrEqual(1_000);
    expect(redrive.deadLetterTargetArn['Fn::GetAtt'][0]).toMatch(/^TrailQueueDeadLetter/);
    expect(events.Properties.VisibilityTimeout).toBe(STAGES[stage].visibilityTimeoutSeconds);
  });

  it('refuse requests without TLS', () => {
    const policies = Object.values(resourcesOf(template, 'AWS::SQS::QueuePolicy'));
    expect(policies).toHaveLength(2);
    for (const policy of policies) {
      expect(statementsOf(policy)).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]);
    }
  });

  it('are encrypted, in prod with a key of the account', () => {
    for (const { Properties } of [events, deadLetters]) {
      if (STAGES[stage].customerManagedKey) expect(Properties.KmsMasterKeyId).toBeDefined();
      else expect(Properties.SqsManagedSseEnabled).toBe(true);
    }
  });
});

describe.each(STAGE_NAMES)('the table of %s', (stage) => {
  const template = templateOf(stage);
  const { Properties: table } = resourceOf(template, 'AWS::DynamoDB::Table');

  it('has the indexes of table.ts and no others', () => {
    expect(table.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    expect(table.GlobalSecondaryIndexes).toEqual(
      INDEXES.map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionAttribute, KeyType: 'HASH' },
          { AttributeName: index.sortAttribute, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projected] },
        OnDemandThroughput: {
          MaxReadRequestUnits: STAGES[stage].maxReadUnitsPerSecond,
          MaxWriteRequestUnits: STAGES[stage].maxWriteUnitsPerSecond,
        },
      })),
    );
    expect(INDEXES.map(({ name }) => name)).toEqual(['by-resource', 'by-user', 'by-status']);
    expect(table.AttributeDefinitions).toEqual(
      ['pk', 'sk', ...INDEXES.map((index) => index.partitionAttribute)].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
    );
  });

  it('expires by the attribute of table.ts', () => {
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: TTL_ATTRIBUTE, Enabled: true });
    expect(TTL_ATTRIBUTE).toBe('ex');
  });

  it('is paid by request, up to a limit', () => {
    expect(table.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.OnDemandThroughput).toEqual({
      MaxReadRequestUnits: STAGES[stage].maxReadUnitsPerSecond,
      MaxWriteRequestUnits: STAGES[stage].maxWriteUnitsPerSecond,
    });
  });

  it('is protected as its stage says', () => {
    const { deletionProtection, pointInTimeRecovery, customerManagedKey } = STAGES[stage];
    expect(table.DeletionProtectionEnabled ?? false).toBe(deletionProtection);
    expect(table.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: pointInTimeRecovery });
    expect(table.SSESpecification).toEqual(
      customerManagedKey ? expect.objectContaining({ SSEType: 'KMS', SSEEnabled: true }) : undefined,
    );
  });
});

describe.each(STAGE_NAMES)('what %s leaves behind', (stage) => {
  const template = templateOf(stage);
  const data = ['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'];
  const policies = (type: string) => Object.values(resourcesOf(template, type)).map(deletionPolicy);
  const deletionPolicy = ({ DeletionPolicy }: Resource) => DeletionPolicy;

  it.each(data)('%s', (type) => {
    expect(new Set(policies(type))).toEqual(new Set([STAGES[stage].retainData ? 'Retain' : 'Delete']));
  });

  it('is never the encryption key, where it has one', () => {
    expect(policies('AWS::KMS::Key')).toEqual(STAGES[stage].customerManagedKey ? ['Retain'] : []);
  });
});

describe.each(STAGE_NAMES)('the trail key of %s', (stage) => {
  const { Properties: secret } = resourceOf(templateOf(stage), 'AWS::SecretsManager::Secret');
  const generate = secret.GenerateSecretString as { ExcludeCharacters: string; PasswordLength: number };

  it('is 32 random bytes as hexadecimal digits', () => {
    const printable = Array.from({ length: 94 }, (_, offset) => String.fromCharCode(33 + offset));
    expect(printable.filter((character) => !generate.ExcludeCharacters.includes(character)).join('')).toBe(
      '0123456789abcdef',
    );
    expect(generate.PasswordLength).toBe(64);
    expect(generate).toMatchObject({
      ExcludePunctuation: true,
      ExcludeUppercase: true,
      RequireEachIncludedType: false,
    });
  });

  it('is never rotated', () => {
    expect(resourcesOf(templateOf(stage), 'AWS::SecretsManager::RotationSchedule')).toEqual({});
  });
});
