import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../../../../functions/functions.js';
import { STAGE_NAMES, STAGES } from '../../../../infra/stages.js';
import { type Resource, resourceOf, resourcesOf, synthesise, templateOf } from '../../synthesise.js';

/** Whatever construct it is in: `Trail<construct><Name>Function…`. */
function functionOf(template: ReturnType<typeof templateOf>, name: FunctionName): Resource {
  const id = new RegExp(`^Trail[A-Z][a-z]+${name.charAt(0).toUpperCase()}${name.slice(1)}Function`);
  const found = Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).find(([each]) => id.test(each));
  if (found === undefined) throw new Error(`no function matches ${id}`);
  return found[1];
}

describe.each(STAGE_NAMES)('functions of %s', (stage) => {
  const template = templateOf(stage);
  const settings = STAGES[stage];

  it.each(FUNCTION_NAMES)('%s runs on Node 24 and arm64 with the environment of its schema', (name) => {
    const schema: z.ZodObject = FUNCTIONS[name].environment;
    const { Properties } = functionOf(template, name);
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    const own = Object.keys(Variables).filter((variable) => !variable.startsWith('POWERTOOLS_'));
    expect(own.filter((variable) => !(variable in schema.shape))).toEqual([]);
    const required = Object.entries<z.ZodType>(schema.shape).filter(([, field]) => !field.safeParse(undefined).success);
    expect(required.map(([variable]) => variable).filter((variable) => !own.includes(variable))).toEqual([]);
    expect(JSON.stringify(Variables)).not.toContain('resolve:secretsmanager');
  });

  it('keep their logs as long as the stage says', () => {
    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::Function'))).toHaveLength(FUNCTION_NAMES.length);
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
