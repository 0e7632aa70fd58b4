import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { EncryptionKey } from '../foundation/encryption-key.js';

export interface NotificationProps {
  /** Gets a mail for each alarm, after it has confirmed the subscription once. */
  readonly email: string;
  readonly encryptionKey: EncryptionKey | undefined;
}

/** A topic of the deployment's own, for those who have none yet. */
export class Notification extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: NotificationProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', {
      displayName: 'Trailkeeper alarms',
      enforceSSL: true,
      ...(props.encryptionKey === undefined ? {} : { masterKey: props.encryptionKey.key }),
    });
    // A topic with a policy of its own has no longer the one that lets its account publish, and alarms would be mute.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    topic.addSubscription(new EmailSubscription(props.email));
    this.topic = topic;
  }
}
