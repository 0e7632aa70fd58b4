import { describe, expect, it } from 'vitest';
import { INGEST_METRICS } from '../../../functions/ingest/metric-names.js';
import { ALARM_ROWS } from '../../../infra/constructs/watching/alarm-rows.js';
import { STAGE_NAMES } from '../../../infra/stages.js';
import { namesOf } from '../../../shared/event/values/names-of.js';
import { INDEX_PATHS } from '../../../shared/store/table.js';
import { type Resource, resourceOf, resourcesOf, synthesise, templateOf } from '../synthesise.js';

/** As ids of the template: without signs. */
const ALARMS = [...namesOf(ALARM_ROWS), ...['table', ...namesOf(INDEX_PATHS)].map((name) => `Throttles${name}`)]
  .map((name) => name.replaceAll('-', ''))
  .sort();

const alarmsOf = (template: ReturnType<typeof templateOf>) => resourcesOf(template, 'AWS::CloudWatch::Alarm');
const alarm = (template: ReturnType<typeof templateOf>, name: string): Resource =>
  resourceOf(template, 'AWS::CloudWatch::Alarm', `TrailAlarms${name}`);

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal?: { readonly Service?: string };
  readonly Condition?: unknown;
}

describe.each(STAGE_NAMES)('the topic of alarms of %s', (stage) => {
  it('lets CloudWatch publish for this account, and nobody else', () => {
    const template = synthesise({ stage, alarmEmail: 'alice@example.com' });
    const [policy, ...others] = Object.values(resourcesOf(template, 'AWS::SNS::TopicPolicy'));
    expect(others).toEqual([]);
    const document = policy?.Properties.PolicyDocument as { Statement: Statement[] };
    const allowed = document.Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });
});

describe.each(STAGE_NAMES)('alarms of %s', (stage) => {
  const template = templateOf(stage);

  it('are these', () => {
    const names = Object.keys(alarmsOf(template)).map((id) => id.replace(/^TrailAlarms(.*)[0-9A-F]{8}$/, '$1'));
    expect(names.sort()).toEqual(ALARMS);
  });

  it('say what they mean, are quiet without traffic, and fit what CloudWatch takes', () => {
    for (const { Properties } of Object.values(alarmsOf(template))) {
      expect(String(Properties.AlarmDescription).length).toBeGreaterThan(100);
      expect(String(Properties.AlarmDescription).length).toBeLessThanOrEqual(1_024);
      expect(Properties.TreatMissingData).toBe('notBreaching');
    }
  });

  it('go off at the first dead letter, within a minute', () => {
    const { Properties } = alarm(template, 'DeadLetters');
    expect(Properties).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(JSON.stringify(Properties.Dimensions)).toContain('TrailQueueDeadLetter');
  });

  it("look at the ingest's own numbers where the function writes them", () => {
    const { Properties } = alarm(template, 'Quarantine');
    const { Variables } = resourceOf(template, 'AWS::Lambda::Function', 'TrailIngestionIngestFunction').Properties
      .Environment as { Variables: Record<string, unknown> };
    expect(Properties).toMatchObject({
      Namespace: Variables.POWERTOOLS_METRICS_NAMESPACE,
      MetricName: INGEST_METRICS.quarantined,
      Dimensions: [{ Name: 'service', Value: Variables.POWERTOOLS_SERVICE_NAME }],
      Threshold: 1,
    });
  });

  it('notice refused writes of the table and of every index', () => {
    const names = (id: string) =>
      (alarm(template, `Throttles${id}`).Properties.Dimensions as { Name: string; Value: unknown }[]).map(
        ({ Name, Value }) => (Name === 'TableName' ? Name : Value),
      );
    expect(alarm(template, 'Throttlestable').Properties.MetricName).toBe('WriteThrottleEvents');
    expect(names('table')).toEqual(['TableName']);
    for (const index of ['by-resource', 'by-user', 'by-status']) {
      expect(names(index.replace('-', ''))).toEqual([index, 'TableName']);
    }
  });

  it('notice batches without a manifest, and no batches as nothing', () => {
    expect(alarm(template, 'NoManifest').Properties).toMatchObject({
      MetricName: INGEST_METRICS.manifests,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('look at one metric each, because emulators know no metric math', () => {
    for (const { Properties } of Object.values(alarmsOf(template))) {
      expect(Properties.MetricName).toBeTypeOf('string');
      expect(Properties.Metrics).toBeUndefined();
    }
  });

  it('are on the dashboard', () => {
    const body = JSON.stringify(resourceOf(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    for (const id of Object.keys(alarmsOf(template))) expect(body).toContain(id);
    for (const metric of Object.values(INGEST_METRICS)) expect(body).toContain(metric);
  });
});

describe('notification', () => {
  it('is nobody when nobody is named', () => {
    for (const { Properties } of Object.values(alarmsOf(templateOf('trial')))) {
      expect(Properties.AlarmActions).toBeUndefined();
    }
  });

  it('goes to a topic that exists, when an alarm begins and when it is over', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:111111111111:alarms';
    for (const { Properties } of Object.values(alarmsOf(synthesise({ alarmTopicArn })))) {
      expect(Properties).toMatchObject({ AlarmActions: [alarmTopicArn], OKActions: [alarmTopicArn] });
    }
  });

  it.each(['trial', 'prod'] as const)('goes by mail over a topic that takes only TLS, in %s', (stage) => {
    const template = synthesise({ stage, alarmEmail: 'alice@example.com' });
    expect(resourceOf(template, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'alice@example.com',
    });
    expect(JSON.stringify(resourceOf(template, 'AWS::SNS::TopicPolicy').Properties)).toContain('aws:SecureTransport');
    const { KmsMasterKeyId } = resourceOf(template, 'AWS::SNS::Topic').Properties;
    expect(KmsMasterKeyId === undefined).toBe(stage === 'trial');
  });
});
