import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../../functions/functions.js';
import { STAGES, Trailkeeper } from '../../../infra/index.js';
import {
  allowedActions,
  makeBundles,
  makeFolder,
  resourceOf,
  resourcesOf,
  statementsOf,
  synthesiseConstruct,
} from '../synthesise.js';

const bundlesFolder = makeBundles();

describe("the construct in somebody's own app", () => {
  it('is a trial when nothing is said, and makes no outputs of its own', () => {
    const template = synthesiseConstruct({}, (trail) => expect(trail.settings).toEqual(STAGES.trial));
    expect(template.findOutputs('*')).toEqual({});
  });

  it('takes a stage and settings of its own beside it', () => {
    synthesiseConstruct({ stage: 'prod', retentionDays: 2_555, maxConcurrency: 5 }, (trail) =>
      expect(trail.settings).toEqual({ ...STAGES.prod, retentionDays: 2_555, maxConcurrency: 5 }),
    );
  });

  it('takes an option that is undefined as one that is not given', () => {
    synthesiseConstruct({ stage: undefined, retentionDays: undefined }, (trail) =>
      expect(trail.settings).toEqual(STAGES.trial),
    );
  });

  it('lets a function of another stack send', () => {
    const app = new App({ outdir: makeFolder(), analyticsReporting: false });
    const trail = new Trailkeeper(new Stack(app, 'audit'), 'Trail', { bundlesFolder, stage: 'prod' });
    const theirs = new Stack(app, 'theirs');
    trail.grantSend(new Role(theirs, 'Writer', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
    const statements = statementsOf(resourceOf(Template.fromStack(theirs), 'AWS::IAM::Policy'));
    expect(allowedActions(statements)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 'sqs:SendMessage']);
  });

  it('gives its policies to people of theirs', () => {
    const template = synthesiseConstruct({}, (trail, stack) => {
      const support = new Role(stack, 'Support', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
      support.addManagedPolicy(trail.getPolicy('viewer'));
    });
    expect(resourceOf(template, 'AWS::IAM::Role', 'Support').Properties.ManagedPolicyArns).toEqual([
      { Ref: expect.stringMatching(/^AuditRolesViewer/) },
    ]);
  });

  it('may be there twice in a stack, and each has metrics and logs of its own', () => {
    const template = synthesiseConstruct(
      {},
      (_, stack) => new Trailkeeper(stack, 'Second', { bundlesFolder, createApiLogRole: false }),
    );
    const services = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).map(({ Properties }) =>
      JSON.stringify(
        (Properties.Environment as { Variables: Record<string, unknown> }).Variables.POWERTOOLS_SERVICE_NAME,
      ),
    );
    expect(new Set(services).size).toBe(2 * FUNCTION_NAMES.length);
    const names = Object.values(resourcesOf(template, 'AWS::ApiGateway::RestApi')).map(({ Properties }) =>
      JSON.stringify(Properties.Name),
    );
    expect(new Set(names).size).toBe(2);
  });
});
