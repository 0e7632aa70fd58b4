import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readDeploymentOptions } from '../../infra/deployment-options.js';

const read = (context: Record<string, unknown>) =>
  readDeploymentOptions(new App({ context, analyticsReporting: false }).node);

describe('options of the command line', () => {
  it('are a trial when nothing is said', () => {
    expect(read({})).toEqual({ stage: 'trial', senderAccounts: [], senderPrincipals: [], createApiLogRole: true });
  });

  it('are read as the command line writes them', () => {
    const roles = 'arn:aws:iam::333333333333:role/writer,arn:aws:iam::333333333333:user/alice';
    expect(
      read({
        stage: 'prod',
        retentionDays: '365',
        senderAccounts: '111111111111,222222222222',
        senderPrincipals: roles,
        alarmEmail: 'alice@example.com',
        alarmTopicArn: 'arn:aws:sns:eu-central-1:111111111111:alarms',
        apiLogRole: 'existing',
        bundles: '/somewhere',
      }),
    ).toEqual({
      stage: 'prod',
      retentionDays: 365,
      senderAccounts: ['111111111111', '222222222222'],
      senderPrincipals: roles.split(','),
      alarmEmail: 'alice@example.com',
      alarmTopicArn: 'arn:aws:sns:eu-central-1:111111111111:alarms',
      createApiLogRole: false,
      bundlesFolder: '/somewhere',
    });
  });

  it.each([
    ['stage', 'Prod', 'expected one of trial, dev, prod, emulator'],
    ['retentionDays', '0', 'expected a whole number of days'],
    ['retentionDays', '90d', 'expected a whole number of days'],
    ['retentionDays', '99999', 'expected at most 36500 days'],
    ['senderAccounts', '1234', 'expected account ids of 12 digits'],
    ['senderAccounts', '111111111111, 222222222222', 'expected account ids of 12 digits'],
    ['senderPrincipals', '*', 'expected ARNs of roles or users'],
    ['alarmEmail', 'alice', 'expected a mail address'],
    ['alarmTopicArn', 'alarms', 'expected the ARN of an SNS topic'],
    ['apiLogRole', 'none', 'expected "create" or "existing"'],
  ])('refuse %s=%s', (name, value, expected) => {
    expect(() => read({ [name]: value })).toThrow(expected);
    expect(() => read({ [name]: value })).toThrow(value);
  });
});
