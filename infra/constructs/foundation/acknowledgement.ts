import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why a rule of a checker (cdk-nag) does not apply to this construct and what is under it.
 * @param id the rule, with the finding in brackets where a rule has several: `AwsSolutions-IAM5[Resource::*]`
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
