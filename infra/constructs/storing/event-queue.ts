import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_MESSAGE_BYTES } from '../../../shared/event/values/limits.js';
import type { StageSettings } from '../../stages.js';
import { type EncryptionKey, KEY_ACTIONS } from '../foundation/encryption-key.js';

/** The longest that SQS keeps a message. */
const LONGEST_RETENTION = Duration.days(14);

export interface EventQueueProps {
  readonly settings: Pick<StageSettings, 'retainData' | 'visibilityTimeoutSeconds' | 'maxReceiveCount'>;
  readonly encryptionKey: EncryptionKey | undefined;
}

/** Where senders put events, and the dead-letter queue for what the ingest could not take. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly #encryptionKey: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    this.#encryptionKey = props.encryptionKey;
    const both: QueueProps = {
      enforceSSL: true,
      retentionPeriod: LONGEST_RETENTION,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      removalPolicy: props.settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.encryptionKey === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : {
            encryption: QueueEncryption.KMS,
            encryptionMasterKey: props.encryptionKey.key,
            // One call to KMS an hour and sender instead of one every five minutes.
            dataKeyReuse: Duration.hours(1),
          }),
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetter', both);
    this.queue = new Queue(this, 'Events', {
      ...both,
      visibilityTimeout: Duration.seconds(props.settings.visibilityTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: props.settings.maxReceiveCount },
    });
  }

  /**
   * Lets a principal send events: `sqs:SendMessage`, and the use of the queue's key where it has one. A role of the
   * same account gets the permission itself; an account or a role elsewhere is named in the queue's and the key's
   * policy, and must be allowed the same actions on its own side.
   */
  grantSend(grantee: IGrantable): Grant {
    const grant = Grant.addToPrincipalOrResource({
      grantee,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
      resource: this.queue,
    });
    if (this.#encryptionKey === undefined) return grant;
    return grant.combine(this.#encryptionKey.key.grant(grantee, ...KEY_ACTIONS.send));
  }

  /** What a source mapping needs to read the queue, and nothing to put anything into it. */
  grantReceive(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    this.#encryptionKey?.grantThrough(grantee, 'sqs', KEY_ACTIONS.receive);
  }

  /** The statements that a managed policy for senders carries. */
  sendStatements(): PolicyStatement[] {
    const send = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
    if (this.#encryptionKey === undefined) return [send];
    const useKey = new PolicyStatement({
      actions: [...KEY_ACTIONS.send],
      resources: [this.#encryptionKey.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `sqs.${Aws.REGION}.amazonaws.com` } },
    });
    return [send, useKey];
  }
}
