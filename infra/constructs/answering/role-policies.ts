import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Role } from '../../../shared/api/answers/roles.js';
import { ROUTE_LIST } from '../../../shared/api/routes.js';
import { acknowledge } from '../foundation/acknowledgement.js';
import type { EventQueue } from '../storing/event-queue.js';
import type { TrailApi } from './trail-api.js';

export interface RolePoliciesProps {
  readonly api: TrailApi;
  readonly queue: EventQueue;
}

/** One managed policy for each role: its routes of the API and no others; senders may use the queue itself as well. */
export class RolePolicies extends Construct {
  readonly #policies: Readonly<Record<Role, ManagedPolicy>>;

  constructor(scope: Construct, id: string, props: RolePoliciesProps) {
    super(scope, id);
    const build = (role: Role): ManagedPolicy => {
      const routes = ROUTE_LIST.filter((route) => route.role === role);
      const policy = new ManagedPolicy(this, `${role[0]?.toUpperCase()}${role.slice(1)}`, {
        description: `Trailkeeper ${role}`,
        statements: [
          new PolicyStatement({
            actions: ['execute-api:Invoke'],
            resources: routes.map((route) => props.api.buildRouteArn(route)),
          }),
          ...(role === 'sender' ? props.queue.sendStatements() : []),
        ],
      });
      for (const route of routes.filter(({ path }) => path.includes('{'))) {
        acknowledge(
          policy,
          `AwsSolutions-IAM5[Resource::${props.api.buildRouteFinding(route)}]`,
          'A path parameter: whoever may read one event may read every event.',
        );
      }
      return policy;
    };
    this.#policies = {
      sender: build('sender'),
      viewer: build('viewer'),
      exporter: build('exporter'),
      auditor: build('auditor'),
    };
  }

  get(role: Role): ManagedPolicy {
    return this.#policies[role];
  }
}
