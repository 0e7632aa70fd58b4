import { type CfnElement, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { buildAuditApp } from '../../infra/audit-app.js';
import { STAGE_NAMES } from '../../infra/stages.js';
import { makeBundles, makeFolder, synthesise } from './synthesise.js';

const bundles = makeBundles();

function build(context: Record<string, unknown>, retentionDays?: number) {
  const app = buildAuditApp(retentionDays, { context: { bundles, ...context }, outdir: makeFolder() });
  const stack = app.node.children.find((child): child is Stack => Stack.isStack(child));
  if (stack === undefined) throw new Error('no stack');
  return { app, stack };
}

interface Document {
  readonly Description: string;
  readonly Outputs: Record<string, { Value: unknown }>;
  readonly Resources: Record<string, { Properties?: { Environment?: { Variables: Record<string, unknown> } } }>;
}

const documentOf = (stack: Stack) => Template.fromStack(stack).toJSON() as Document;

describe('the app of cdk deploy', () => {
  it.each([undefined, ...STAGE_NAMES])('makes one stack, stage %s', (stage) => {
    const { stack } = build(stage === undefined ? {} : { stage });
    expect(stack.stackName).toBe(`trailkeeper-${stage ?? 'trial'}`);
  });

  it('refuses a stage that it does not know', () => {
    expect(() => build({ stage: 'staging' })).toThrow('expected one of trial, dev, prod, emulator');
  });

  it.each(STAGE_NAMES)('has no finding of AwsSolutions without a reason in %s, with every option in use', (stage) => {
    const { app } = build({
      stage,
      senderAccounts: '111111111111',
      senderPrincipals: 'arn:aws:iam::222222222222:role/writer',
      alarmEmail: 'alice@example.com',
    });
    expect(new AwsSolutionsChecks(app).validateScope(app)).toEqual({ success: true, violations: [] });
  });

  it('is checked by rules that do find something', () => {
    const { app, stack } = build({});
    const queue = stack.node.findAll().find(({ node }) => node.path.endsWith('Queue/Events/Policy'));
    queue?.node.scope?.node.tryRemoveChild('Policy');
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(['AwsSolutions-SQS4']);
  });

  it('says why for every rule that does not apply', () => {
    const { app } = build({ alarmEmail: 'alice@example.com' });
    const reasons = app.node
      .findAll()
      .flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:acknowledged-rules'));
    expect(reasons.length).toBeGreaterThan(0);
    for (const { data } of reasons) {
      for (const reason of Object.values(data as Record<string, string>)) expect(reason.length).toBeGreaterThan(40);
    }
  });

  it('tells users what they need to know', () => {
    const { stack } = build({});
    const { Outputs, Description } = documentOf(stack);
    expect(Object.keys(Outputs).sort()).toEqual([
      'ApiUrl',
      'AuditorPolicyArn',
      'DashboardName',
      'DeadLetterQueueUrl',
      'ExporterPolicyArn',
      'QueueArn',
      'QueueUrl',
      'SenderPolicyArn',
      'TableName',
      'Teardown',
      'ViewerPolicyArn',
    ]);
    expect(Description).toContain('destroying this stack deletes every event');
    expect(Outputs.Teardown?.Value).toContain('destroying this stack deletes every event');
    expect(JSON.stringify(Outputs.ApiUrl?.Value)).toMatch(/execute-api.*\/trail"/);
  });

  it('says in prod that data stays', () => {
    const { Description } = documentOf(build({ stage: 'prod' }).stack);
    expect(Description).toContain('leaves table, queues, trail key and logs in the account');
    expect(Description).toContain('protected against deletion');
  });

  it('differs between emulator and trial in nothing but response streaming', () => {
    // Under one name, because CDK makes some logical ids of the stack's.
    const trial = JSON.stringify(synthesise({ stage: 'trial' }).toJSON());
    const emulator = JSON.stringify(synthesise({ stage: 'emulator' }).toJSON());
    expect(emulator).not.toBe(trial);
    const withoutStreaming = (text: string): unknown => {
      const plain = text
        .replaceAll('"ResponseTransferMode":"STREAM",', '')
        .replaceAll('"TimeoutInMillis":900000,', '')
        .replaceAll('"Handler":"stream.handler"', '"Handler":"index.handler"')
        .replaceAll('"Timeout":900', '"Timeout":28')
        .replaceAll('/response-streaming-invocations', '/invocations')
        .replaceAll(':lambda:path/2021-11-15', ':lambda:path/2015-03-31')
        // The deployment of the API is named by a hash of what it deploys.
        .replaceAll(/(HttpApiDeployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1');
      return JSON.parse(plain);
    };
    expect(withoutStreaming(emulator)).toEqual(withoutStreaming(trial));
  });

  it('keeps events as long as the file says, and the command line wins', () => {
    const days = (context: Record<string, unknown>, configured?: number) => {
      const variables = Object.values(documentOf(build(context, configured).stack).Resources).map(
        ({ Properties }) => Properties?.Environment?.Variables.RETENTION_DAYS,
      );
      // The ingest is told, and the functions that need to know how far back there is something to read.
      return [...new Set(variables.filter((value) => value !== undefined))];
    };
    expect(days({})).toEqual(['90']);
    expect(days({}, 30)).toEqual(['30']);
    expect(days({ retentionDays: '365' }, 30)).toEqual(['365']);
  });

  it('needs no account, no region and no look-up', () => {
    const { app, stack } = build({ stage: 'prod' });
    const { missing } = app.synth().manifest;
    expect(missing ?? []).toEqual([]);
    expect(stack.environment).toBe('aws://unknown-account/unknown-region');
    const ids = stack.node.findAll().filter((element): element is CfnElement => 'logicalId' in element);
    expect(ids.length).toBeGreaterThan(50);
  });
});
