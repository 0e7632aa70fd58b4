import { describe, expect, it } from 'vitest';
import { acceptEnvironment } from '../../../../functions/accept/environment.js';
import { exportEnvironment } from '../../../../functions/export/environment.js';
import { ingestEnvironment } from '../../../../functions/ingest/environment.js';
import { queryEnvironment } from '../../../../functions/query/environment.js';
import { STAGE_NAMES, STAGES } from '../../../../infra/stages.js';
import { resourceOf, resourcesOf, synthesise, templateOf } from '../../synthesise.js';

const SCHEMAS = {
  IngestionIngest: ingestEnvironment,
  AnsweringAccept: acceptEnvironment,
  AnsweringQuery: queryEnvironment,
  AnsweringExport: exportEnvironment,
};

describe.each(STAGE_NAMES)('functions of %s', (stage) => {
  const template = templateOf(stage);
  const settings = STAGES[stage];

  it.each(Object.entries(SCHEMAS))(
    '%s runs on Node 24 and arm64 with the environment of its schema',
    (name, schema) => {
      const { Properties } = resourceOf(template, 'AWS::Lambda::Function', `Trail${name}Function`);
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const own = Object.keys(Variables).filter((variable) => !variable.startsWith('POWERTOOLS_'));
      expect(own.filter((variable) => !(variable in schema.shape))).toEqual([]);
      const required = Object.entries(schema.shape).filter(([, field]) => !field.safeParse(undefined).success);
      expect(required.map(([variable]) => variable).filter((variable) => !own.includes(variable))).toEqual([]);
      expect(JSON.stringify(Variables)).not.toContain('resolve:secretsmanager');
    },
  );

  it('keep their logs as long as the stage says', () => {
    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::Function'))).toHaveLength(4);
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Lambda::Function'))) {
      expect(Properties.LoggingConfig).toMatchObject({ LogGroup: { Ref: expect.stringMatching(/Logs/) } });
    }
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(settings.logRetentionDays);
    }
  });

  it('take batches from the queue and report each message for itself', () => {
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
      ScalingConfig: { MaximumConcurrency: settings.maxConcurrency },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^TrailQueueEvents/), 'Arn'] },
    });
  });

  it('have six times their timeout before a message is delivered again', () => {
    const { Timeout } = resourceOf(template, 'AWS::Lambda::Function', 'TrailIngestionIngestFunction').Properties;
    const { VisibilityTimeout } = resourceOf(template, 'AWS::SQS::Queue', 'TrailQueueEvents').Properties;
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
  });
});

describe('settings that do not fit together', () => {
  it.each([
    [{ visibilityTimeoutSeconds: 60 }, 'visibilityTimeoutSeconds is 60, expected at least 360'],
    [{ batchingWindowSeconds: 300 }, 'healthy messages would reach the dead-letter queue'],
    [{ maxConcurrency: 100 }, 'the table would throttle every batch'],
    [{ batchSize: 10_000 }, 'the table would throttle every batch'],
    [{ retentionDays: 0 }, 'retentionDays is 0'],
  ])('fail the synthesis: %o', (settings, message) => {
    expect(() => synthesise(settings)).toThrow(message);
  });
});

describe('retention', () => {
  const days = (template: ReturnType<typeof synthesise>) => {
    const { Environment } = resourceOf(template, 'AWS::Lambda::Function', 'TrailIngestionIngestFunction').Properties;
    return (Environment as { Variables: { RETENTION_DAYS: string } }).Variables.RETENTION_DAYS;
  };

  it('is 90 days, or what is asked for', () => {
    expect(days(templateOf('trial'))).toBe('90');
    expect(days(synthesise({ retentionDays: 30 }))).toBe('30');
  });
});
