import { describe, expect, it } from 'vitest';
import { STAGE_NAMES, STAGES } from '../../../../infra/stages.js';
import { ROUTE_LIST } from '../../../../shared/api/routes.js';
import { type Resource, resourceOf, resourcesOf, synthesise, templateOf } from '../../synthesise.js';

interface Integration {
  readonly Type: string;
  readonly Uri: unknown;
  readonly ResponseTransferMode?: string;
  readonly TimeoutInMillis?: number;
}

/** `GET /v1/events` → its method, for every method of the API. */
function methodsOf(template: ReturnType<typeof templateOf>): Map<string, Resource> {
  const parts = resourcesOf(template, 'AWS::ApiGateway::Resource');
  const pathOf = (id: string | undefined): string => {
    const part = id === undefined ? undefined : parts[id];
    if (part === undefined) return '';
    return `${pathOf((part.Properties.ParentId as { Ref?: string }).Ref)}/${String(part.Properties.PathPart)}`;
  };
  return new Map(
    Object.values(resourcesOf(template, 'AWS::ApiGateway::Method')).map((method) => {
      const { ResourceId, HttpMethod } = method.Properties;
      return [`${String(HttpMethod)} ${pathOf((ResourceId as { Ref?: string }).Ref)}`, method];
    }),
  );
}

const integrationOf = (method: Resource | undefined) => method?.Properties.Integration as Integration;

describe.each(STAGE_NAMES)('the API of %s', (stage) => {
  const template = templateOf(stage);
  const methods = methodsOf(template);

  it('has the routes of routes.ts and no others', () => {
    expect([...methods.keys()].sort()).toEqual(ROUTE_LIST.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('answers each by the function that the table names', () => {
    for (const { method, path, servedBy } of ROUTE_LIST) {
      const integration = integrationOf(methods.get(`${method} ${path}`));
      const name = `${servedBy[0]?.toUpperCase()}${servedBy.slice(1)}`;
      expect(integration.Type).toBe('AWS_PROXY');
      expect(JSON.stringify(integration.Uri)).toContain(`TrailAnswering${name}Function`);
    }
  });

  it('asks for a signature everywhere', () => {
    for (const method of methods.values()) expect(method.Properties.AuthorizationType).toBe('AWS_IAM');
  });

  it('limits requests and logs who asked', () => {
    const { Properties } = resourceOf(template, 'AWS::ApiGateway::Stage');
    const [everything] = Properties.MethodSettings as Record<string, unknown>[];
    expect(everything).toMatchObject({
      HttpMethod: '*',
      ResourcePath: '/*',
      ThrottlingRateLimit: STAGES[stage].requestsPerSecond,
      ThrottlingBurstLimit: STAGES[stage].requestBurst,
      LoggingLevel: 'ERROR',
      DataTraceEnabled: false,
    });
    const { Format } = Properties.AccessLogSetting as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({ caller: '$context.identity.userArn', status: '$context.status' });
    expect(Format).not.toContain('querystring');
  });

  it('owns the log group that API Gateway would make', () => {
    const groups = Object.values(resourcesOf(template, 'AWS::Logs::LogGroup')).map(({ Properties }) =>
      JSON.stringify(Properties.LogGroupName ?? ''),
    );
    expect(groups.filter((name) => name.includes('API-Gateway-Execution-Logs_'))).toHaveLength(1);
  });

  it('streams exports where the stage can, and nothing else', () => {
    for (const [address, method] of methods) {
      const streamed = address === 'GET /v1/export' && STAGES[stage].streamExports;
      const integration = integrationOf(method);
      expect(integration.ResponseTransferMode).toBe(streamed ? 'STREAM' : undefined);
      expect(JSON.stringify(integration.Uri).includes('response-streaming-invocations')).toBe(streamed);
      expect(integration.TimeoutInMillis).toBe(streamed ? 900_000 : undefined);
    }
    const { Properties } = resourceOf(template, 'AWS::Lambda::Function', 'TrailAnsweringExportFunction');
    expect(Properties).toMatchObject(
      STAGES[stage].streamExports
        ? { Handler: 'stream.handler', Timeout: 900 }
        : { Handler: 'index.handler', Timeout: 28 },
    );
  });
});

describe('the role with which API Gateway writes logs', () => {
  it('stays when the stack is deleted: it is a setting of the whole account', () => {
    const role = resourceOf(templateOf('trial'), 'AWS::IAM::Role', 'TrailAnsweringHttpApiCloudWatchRole');
    expect(role.DeletionPolicy).toBe('Retain');
  });

  it('is not made where the account has one', () => {
    expect(resourcesOf(synthesise({ createApiLogRole: false }), 'AWS::ApiGateway::Account')).toEqual({});
  });
});
