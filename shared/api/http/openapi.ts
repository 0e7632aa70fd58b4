/** The OpenAPI document, derived from the table of routes. */
import { z } from 'zod';
import { PROBLEM_CONTENT_TYPE, PROBLEMS } from '../answers/problem.js';
import {
  acceptedSchema,
  activitySchema,
  damagedEventSchema,
  erasedEventSchema,
  eventAnswerSchema,
  eventPageSchema,
  eventSchema,
  healthSchema,
  problemSchema,
  quarantinePageSchema,
  statisticsSchema,
} from '../routes/answer-schemas.js';
import { isStreamed, ROUTES, type Route, type RouteName } from '../routes.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What answers share is said once. */
const components = {
  AuditEvent: eventSchema,
  ErasedEvent: erasedEventSchema,
  DamagedEvent: damagedEventSchema,
  EventPage: eventPageSchema,
  EventAnswer: eventAnswerSchema,
  Activity: activitySchema,
  Statistics: statisticsSchema,
  QuarantinePage: quarantinePageSchema,
  Health: healthSchema,
  Accepted: acceptedSchema,
  Problem: problemSchema,
};
const schemaUri = (id: string) => `#/components/schemas/${id}`;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function buildOpenApi(): OpenApiDocument {
  const paths: Record<string, Record<string, object>> = {};
  for (const name of Object.keys(ROUTES).filter(isRouteName)) {
    const route: Route = ROUTES[name];
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: buildOperation(name, route) };
  }
  return hoistDefinitions({
    openapi: '3.1.0',
    info: {
      title: 'Trailkeeper',
      version: '1',
      description: 'Who did what to which resource: query and export of an audit trail, and a door for its senders.',
    },
    paths,
    components: { schemas: buildComponents() },
  });
}

/** Schemas that zod named by itself (`Id`) become components, wherever in the document they are. */
function hoistDefinitions(document: OpenApiDocument): OpenApiDocument {
  const hoisted: Record<string, object> = {};
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') return schemaUri(value.slice(value.lastIndexOf('/') + 1));
    if (typeof value !== 'object' || value === null || !('$defs' in value)) return value;
    const { $defs, ...rest } = value;
    Object.assign(hoisted, $defs);
    return rest;
  });
  const result: OpenApiDocument = JSON.parse(text);
  const { __shared: _, ...schemas } = result.components.schemas;
  return { ...result, components: { schemas: { ...schemas, ...hoisted } } };
}

const isRouteName = (name: string): name is RouteName => Object.hasOwn(ROUTES, name);

function buildOperation(name: RouteName, route: Route): object {
  return {
    operationId: name,
    summary: route.summary,
    'x-role': route.role,
    parameters: listParameters(route),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: buildBody(route.body) } }),
    responses: {
      [route.status]: { description: 'Done', content: buildAnswer(route.output) },
      ...Object.fromEntries([400, 403, ...route.problems, 500].map((status) => [status, describeProblem(status)])),
    },
  };
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

export function listParameters(route: Route): Parameter[] {
  const { properties = {}, required = [] } = toJsonSchema(route.input, 'input');
  return Object.entries(properties).map(([name, schema]) => {
    const { description = '', ...rest } = typeof schema === 'boolean' ? {} : schema;
    const inPath = route.path.includes(`{${name}}`);
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath || required.includes(name),
      description,
      schema: rest,
    };
  });
}

const buildBody = (body: NonNullable<Route['body']>): object =>
  Object.fromEntries(Object.entries(body).map(([type, schema]) => [type, { schema: toJsonSchema(schema, 'input') }]));

function buildAnswer(output: Route['output']): object {
  if (isStreamed(output)) {
    return Object.fromEntries(
      output.contentTypes.map((type) => {
        const description = output.notes?.[type];
        return [type, { schema: { type: 'string', ...(description === undefined ? {} : { description }) } }];
      }),
    );
  }
  const shared = Object.entries(components).find(([, schema]) => schema === output);
  const schema = shared === undefined ? toJsonSchema(output, 'output') : { $ref: schemaUri(shared[0]) };
  return { 'application/json': { schema } };
}

function describeProblem(status: number): object {
  const [, title = 'Problem'] = Object.values(PROBLEMS).find(([known]) => known === status) ?? [];
  return { description: title, content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: schemaUri('Problem') } } } };
}

function buildComponents(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(components)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: schemaUri, unrepresentable: 'any', override: tidy });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: tidy,
    reused: 'inline',
  });
  return rest;
}

/** Says what a parameter means instead of how its text is read. */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  delete jsonSchema.id;
  if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
  const [one, many] = jsonSchema.anyOf ?? [];
  if (one?.type === 'string' && many?.type === 'array') {
    // A parameter that may be repeated arrives as one text or as several.
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, many);
  }
}
