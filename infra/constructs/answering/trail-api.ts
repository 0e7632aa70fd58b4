import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  type CfnRestApi,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ROUTE_LIST, type Route, type ServedBy } from '../../../shared/api/routes.js';
import type { StageSettings } from '../../stages.js';
import { acknowledge } from '../foundation/acknowledgement.js';
import { buildDeployedName } from '../foundation/deployed-name.js';
import type { EncryptionKey } from '../foundation/encryption-key.js';

/**
 * The part of the address that API Gateway asks for: https://<id>.execute-api.<region>.amazonaws.com/trail/v1/events
 */
const STAGE_NAME = 'trail';

/** Who asked for what, and how it went. No query strings: they name people and resources. */
const ACCESS_LOG = {
  request_id: '$context.requestId',
  time: '$context.requestTime',
  caller: '$context.identity.userArn',
  source_ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  response_bytes: '$context.responseLength',
  latency_ms: '$context.responseLatency',
  error: '$context.error.message',
};

export type RouteAddress = Pick<Route, 'method' | 'path'>;

/** Each path parameter is a `*`, which takes any text, slashes too. */
const buildArn = (apiArn: string, { method, path }: RouteAddress): string =>
  `${apiArn}/${STAGE_NAME}/${method}${path.replaceAll(/\{[^}]+\}/g, '*')}`;

export interface TrailApiProps {
  readonly settings: Pick<
    StageSettings,
    'requestsPerSecond' | 'requestBurst' | 'streamExports' | 'logRetentionDays' | 'retainData'
  >;
  readonly functions: Readonly<Record<ServedBy, IFunction>>;
  /** Make the role with which API Gateway writes logs, and set it for the account. False where the account has one. */
  readonly createLogRole: boolean;
  readonly encryptionKey: EncryptionKey | undefined;
}

/** The REST API: each row of `shared/api/routes.ts` is a method that asks for a request signed by AWS credentials. */
export class TrailApi extends Construct {
  readonly api: RestApi;
  /** Without a slash at the end: routes begin with one. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: TrailApiProps) {
    super(scope, id);
    const { settings, encryptionKey } = props;
    const logs: LogGroupProps = {
      retention: settings.logRetentionDays,
      removalPolicy: settings.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(encryptionKey === undefined ? {} : { encryptionKey: encryptionKey.key }),
    };
    this.api = new RestApi(this, 'Api', {
      restApiName: buildDeployedName(this, '-'),
      description: 'Trailkeeper: who did what to which resource',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: props.createLogRole,
      // The role is a setting of the whole account: without it other APIs could no longer write their logs.
      ...(props.createLogRole ? { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN } : {}),
      deployOptions: {
        stageName: STAGE_NAME,
        throttlingRateLimit: settings.requestsPerSecond,
        throttlingBurstLimit: settings.requestBurst,
        // Numbers of the whole API come anyway; those of each method are paid for one by one.
        metricsEnabled: false,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(new LogGroup(this, 'AccessLogs', logs)),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.url = `https://${this.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${STAGE_NAME}`;
    // An output of its own making, in the stack of whoever uses this construct.
    this.api.node.tryRemoveChild('Endpoint');
    this.#ownExecutionLogs(logs);
    this.#addRoutes(props);
    this.#acknowledge(props.createLogRole);
  }

  /** The route as IAM names it. */
  buildRouteArn(route: RouteAddress): string {
    return buildArn(`arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.restApiId}`, route);
  }

  /** The same ARN as cdk-nag writes it into its findings. */
  buildRouteFinding(route: RouteAddress): string {
    const logicalId = Stack.of(this).getLogicalId(this.api.node.defaultChild as CfnRestApi);
    return buildArn(`arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${logicalId}>`, route);
  }

  /** API Gateway would make this group itself: kept for ever, and left behind by a stack that is deleted. */
  #ownExecutionLogs(logs: LogGroupProps): void {
    const logGroupName = `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE_NAME}`;
    const group = new LogGroup(this, 'ExecutionLogs', { ...logs, logGroupName });
    this.api.deploymentStage.node.addDependency(group);
  }

  #addRoutes(props: TrailApiProps): void {
    // Parameters and bodies are checked by the handlers alone, against the same table: one answer for one mistake, here
    // and in the local runtime. The validator refuses what is no request at all.
    const requestValidator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const integrations = new Map<ServedBy, LambdaIntegration>();
    const integrationFor = ({ servedBy }: Route): LambdaIntegration => {
      const known = integrations.get(servedBy);
      if (known !== undefined) return known;
      const streamed = servedBy === 'export' && props.settings.streamExports;
      const made = new LambdaIntegration(props.functions[servedBy], {
        // One permission for the function's methods together; a policy of a function holds 20 KB.
        scopePermissionToMethod: false,
        ...(streamed ? { responseTransferMode: ResponseTransferMode.STREAM, timeout: Duration.minutes(15) } : {}),
      });
      integrations.set(servedBy, made);
      return made;
    };
    for (const route of ROUTE_LIST) {
      this.api.root
        .resourceForPath(route.path)
        .addMethod(route.method, integrationFor(route), { authorizationType: AuthorizationType.IAM, requestValidator });
    }
  }

  #acknowledge(createLogRole: boolean): void {
    acknowledge(
      this.api,
      'AwsSolutions-COG4',
      'Callers are machines and command lines with AWS credentials: methods ask for IAM authorization.',
    );
    acknowledge(
      this.api,
      'AwsSolutions-APIG3',
      'Nobody without a signature passes, and rates are limited. A firewall can be attached to the stage by its ARN.',
    );
    if (createLogRole) {
      acknowledge(
        this.api,
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        'API Gateway writes the logs of every API of the account with this one role; AWS keeps its policy.',
      );
    }
  }
}
