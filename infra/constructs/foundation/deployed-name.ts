import { Aws, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A name that no other construct of the account has in this region: the stack's, and the way to the construct in it.
 */
export function buildDeployedName(construct: IConstruct, separator: '/' | '-'): string {
  const inStack = construct.node.path.slice(Stack.of(construct).node.path.length + 1);
  return [Aws.STACK_NAME, ...inStack.split('/')].join(separator);
}
