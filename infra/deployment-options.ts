/** What the command line may say: `-c stage=prod -c retentionDays=365 -c senderAccounts=111111111111,222222222222 …` */

import { isAbsolute, resolve } from 'node:path';
import type { Node } from 'constructs';
import { DeploymentError } from './deployment-error.js';
import { DEFAULT_STAGE, getStageName, type StageName } from './stages.js';

export interface DeploymentOptions {
  readonly stage: StageName;
  readonly retentionDays?: number;
  readonly senderAccounts: readonly string[];
  /** ARNs of roles or users that may send. */
  readonly senderPrincipals: readonly string[];
  readonly alarmEmail?: string;
  readonly alarmTopicArn?: string;
  readonly createApiLogRole: boolean;
  readonly bundlesFolder?: string;
}

/** A hundred years: more is a slip of the keyboard. */
const MOST_RETENTION_DAYS = 36_500;

/** @throws DeploymentError that names the option, what was expected and what was given. */
export function readDeploymentOptions(node: Pick<Node, 'tryGetContext'>): DeploymentOptions {
  const text = (name: string): string | undefined => {
    const value: unknown = node.tryGetContext(name);
    if (value === undefined || value === null || value === '') return undefined;
    return String(value);
  };
  const refuse = (name: string, expected: string): never => {
    const got = `-c ${name}=${text(name)}`;
    throw new DeploymentError('bad_option', { message: `${got}: expected ${expected}`, expected, got });
  };
  const list = (name: string, pattern: RegExp, expected: string): string[] => {
    const items = (text(name) ?? '').split(',').filter((item) => item !== '');
    return items.every((item) => pattern.test(item)) ? items : refuse(name, expected);
  };
  const matching = (name: string, pattern: RegExp, expected: string): string | undefined => {
    const value = text(name);
    return value === undefined || pattern.test(value) ? value : refuse(name, expected);
  };

  const retention = matching('retentionDays', /^[1-9]\d{0,5}$/, 'a whole number of days');
  if (retention !== undefined && Number(retention) > MOST_RETENTION_DAYS) {
    refuse('retentionDays', `at most ${MOST_RETENTION_DAYS} days`);
  }
  const alarmEmail = matching('alarmEmail', /^[^@\s]+@[^@\s]+$/, 'a mail address');
  const alarmTopicArn = matching('alarmTopicArn', /^arn:[^:]+:sns:/, 'the ARN of an SNS topic');
  const apiLogRole = matching('apiLogRole', /^(create|existing)$/, '"create" or "existing"');
  const bundles = text('bundles');
  return {
    stage: getStageName(text('stage') ?? DEFAULT_STAGE),
    senderAccounts: list('senderAccounts', /^\d{12}$/, 'account ids of 12 digits, by commas'),
    senderPrincipals: list(
      'senderPrincipals',
      /^arn:[^:]+:iam::\d{12}:(role|user)\/./,
      'ARNs of roles or users, by commas',
    ),
    createApiLogRole: apiLogRole !== 'existing',
    ...(retention === undefined ? {} : { retentionDays: Number(retention) }),
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
    ...(alarmTopicArn === undefined ? {} : { alarmTopicArn }),
    ...(bundles === undefined ? {} : { bundlesFolder: isAbsolute(bundles) ? bundles : resolve(bundles) }),
  };
}
