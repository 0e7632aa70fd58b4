import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from '../../../functions/functions.js';
import type { StageSettings } from '../../stages.js';
import { buildDeployedName } from './deployed-name.js';
import type { EncryptionKey } from './encryption-key.js';
import { getBundle } from './handler-bundles.js';

/** The namespace of every metric that the functions write themselves. */
export const METRIC_NAMESPACE = 'Trailkeeper';

/** A Lambda function of this project. */
export interface ServiceFunctionProps {
  readonly name: FunctionName;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly bundlesFolder: string;
  /** File and export in the bundle; `index.handler` when not given. */
  readonly handler?: string;
  readonly timeoutSeconds: number;
  readonly memoryMib: number;
  readonly settings: Pick<StageSettings, 'logRetentionDays' | 'retainData'>;
  readonly encryptionKey: EncryptionKey | undefined;
}

export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** The value of the dimension `service` of this function's own metrics; no other deployment has the same. */
  readonly serviceName: string;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const handler = props.handler ?? 'index.handler';
    this.serviceName = buildDeployedName(this, '/');

    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.settings.logRetentionDays,
      removalPolicy: props.settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.encryptionKey === undefined ? {} : { encryptionKey: props.encryptionKey.key }),
    });
    // A role of its own, so that the function may do what its construct says and nothing that a managed policy adds.
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Trailkeeper ${props.name}: ${props.description}`,
    });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      description: `Trailkeeper ${props.name}: ${props.description}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(getBundle(props.bundlesFolder, props.name, handler)),
      handler,
      role: this.role,
      logGroup,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMib,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: this.serviceName,
        POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
      },
    });
  }
}
