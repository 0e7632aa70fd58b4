import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROLES } from '../shared/api/answers/roles.js';
import { Trailkeeper, type TrailkeeperProps } from './constructs/trailkeeper.js';
import { DEFAULT_STAGE, describeTeardown, STAGES } from './stages.js';

export interface AuditStackProps extends StackProps {
  readonly trail: TrailkeeperProps;
}

/** The project's own deployment: one trail, and what its users need to know of it as outputs. */
export class AuditStack extends Stack {
  constructor(scope: Construct, id: string, { trail: props, ...stackProps }: AuditStackProps) {
    const teardown = describeTeardown({ ...STAGES[props.stage ?? DEFAULT_STAGE], ...props });
    super(scope, id, { ...stackProps, description: `Trailkeeper audit trail. ${teardown}` });
    // cfn-lint finds that functions wait for their roles twice. CDK writes it so, because a role's policies count too.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };
    const trail = new Trailkeeper(this, 'Trail', props);

    const output = (name: string, value: string, description: string): void => {
      new CfnOutput(this, name, { value, description });
    };
    output('QueueUrl', trail.queueUrl, 'Where senders put events');
    output('QueueArn', trail.queueArn, 'To grant sending by hand');
    output('DeadLetterQueueUrl', trail.deadLetterQueueUrl, 'What could not be ingested');
    output('ApiUrl', trail.apiUrl, 'Questions and exports, signed with AWS credentials: <ApiUrl>/v1/events');
    output('TableName', trail.tableName, 'The table of events');
    output('DashboardName', trail.dashboardName, 'The CloudWatch dashboard');
    output('Teardown', teardown, 'What happens to the data when this stack is destroyed');
    for (const role of ROLES) {
      const name = `${role[0]?.toUpperCase()}${role.slice(1)}PolicyArn`;
      output(name, trail.getPolicy(role).managedPolicyArn, `Attach to people and machines in the role ${role}`);
    }
  }
}
