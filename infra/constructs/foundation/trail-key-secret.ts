import { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageSettings } from '../../stages.js';
import { acknowledge } from './acknowledgement.js';
import { type EncryptionKey, KEY_ACTIONS } from './encryption-key.js';

/** 32 random bytes, written as hexadecimal digits. */
const HEX_DIGITS = 64;
/** Every printable character that is no hexadecimal digit: Secrets Manager draws from what is left. */
const NO_HEX_DIGIT = Array.from({ length: 0x7f - 0x21 }, (_, offset) => String.fromCharCode(0x21 + offset))
  .filter((character) => !/[0-9a-f]/.test(character))
  .join('');

export interface TrailKeyProps {
  readonly settings: Pick<StageSettings, 'retainData'>;
  readonly encryptionKey: EncryptionKey | undefined;
}

/**
 * The secret from which salts of events and keys of cursors are derived: 64 hexadecimal digits, made when the stack is
 * created. It is never changed: with another one a redelivered event would get another id, and be stored twice.
 */
export class TrailKey extends Construct {
  readonly secret: Secret;
  readonly #encryptionKey: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, props: TrailKeyProps) {
    super(scope, id);
    this.#encryptionKey = props.encryptionKey;
    this.secret = new Secret(this, 'Secret', {
      description: 'Trailkeeper trail key. Never rotate it: ids of events are derived from it.',
      generateSecretString: {
        passwordLength: HEX_DIGITS,
        excludeCharacters: NO_HEX_DIGIT,
        excludePunctuation: true,
        excludeUppercase: true,
        requireEachIncludedType: false,
      },
      ...(props.encryptionKey === undefined ? {} : { encryptionKey: props.encryptionKey.key }),
      removalPolicy: props.settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'Ids and salts of events are derived from the trail key: a rotated one would store redelivered events twice.',
    );
  }

  grantRead(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.secret.secretArn] }),
    );
    this.#encryptionKey?.grantThrough(grantee, 'secretsmanager', KEY_ACTIONS.receive);
  }
}
