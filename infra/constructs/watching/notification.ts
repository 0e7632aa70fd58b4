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
    topic.addSubscription(new EmailSubscription(props.email));
    this.topic = topic;
  }
}
