/** How somebody in a hurry maps the logs of other systems: a path for each field, null for what is not there. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Mapping {
  /** Each is a path, or several of which the first that is there counts. */
  readonly time: readonly string[];
  readonly type: readonly string[];
  readonly action: readonly string[];
  readonly status: readonly string[];
  readonly user: readonly string[];
  readonly resource: readonly string[];
  readonly address: readonly string[];
  readonly agent: readonly string[];
  readonly request: readonly string[];
  readonly id: readonly string[];
  readonly error: readonly string[];
}

const MAPPINGS: Readonly<Record<string, Mapping>> = {
  auth0: {
    time: ['data.date'],
    type: ['data.type'],
    action: ['data.description', 'data.type'],
    status: [],
    user: ['data.user_id', 'data.details.request.auth.user.user_id'],
    resource: ['data.details.request.path'],
    address: ['data.ip'],
    agent: ['data.user_agent'],
    request: ['data.details.request.auth.credentials.jti'],
    id: ['log_id'],
    error: [],
  },
  'azure-activity': {
    time: ['time'],
    type: ['category'],
    action: ['operationName'],
    status: ['resultType'],
    user: ['identity.authorization.evidence.principalId', 'callerIpAddress'],
    resource: ['resourceId', 'uri'],
    address: ['callerIpAddress'],
    agent: [],
    request: ['correlationId'],
    id: [],
    error: ['resultSignature'],
  },
  box: {
    time: ['created_at'],
    type: ['type'],
    action: ['event_type'],
    status: [],
    user: ['created_by.login', 'created_by.name'],
    resource: ['source.id'],
    address: ['ip_address'],
    agent: [],
    request: ['session_id'],
    id: ['event_id'],
    error: [],
  },
  'gcp-audit': {
    time: ['timestamp', 'receiveTimestamp'],
    type: ['protoPayload.serviceName', 'resource.type'],
    action: ['protoPayload.methodName', 'methodName'],
    status: [],
    user: ['protoPayload.authenticationInfo.principalEmail'],
    resource: ['protoPayload.resourceName'],
    address: ['protoPayload.requestMetadata.callerIP', 'protoPayload.requestMetadata.callerIp'],
    agent: ['protoPayload.requestMetadata.callerSuppliedUserAgent'],
    request: ['operation.id'],
    id: ['insertId', 'insertid'],
    error: ['protoPayload.status.message'],
  },
  github: {
    time: ['created_at', 'at_sign_timestamp'],
    type: ['operation_type'],
    action: ['action'],
    status: ['conclusion'],
    user: ['actor'],
    resource: ['repo', 'org'],
    address: ['actor_ip'],
    agent: ['user_agent'],
    request: [],
    id: ['_document_id'],
    error: [],
  },
  'k8s-eks': {
    time: ['requestReceivedTimestamp', 'stageTimestamp'],
    type: ['objectRef.resource', 'kind'],
    action: ['verb'],
    status: ['responseStatus.status'],
    user: ['user.username'],
    resource: ['requestURI', 'objectRef.name'],
    address: ['sourceIPs.0'],
    agent: ['userAgent'],
    request: ['auditID'],
    id: [],
    error: ['responseStatus.reason'],
  },
  okta: {
    time: ['published'],
    type: ['eventType', 'eventtype'],
    action: ['displayMessage', 'displaymessage', 'eventType'],
    status: ['outcome.result'],
    user: ['actor.alternateId', 'actor.id'],
    resource: ['target.0.id'],
    address: ['client.ipAddress', 'client.ipaddress'],
    agent: ['client.userAgent.rawUserAgent'],
    request: ['transaction.id'],
    id: ['uuid'],
    error: ['outcome.reason'],
  },
  slack: {
    time: ['date_create'],
    type: ['entity.type'],
    action: ['action'],
    status: [],
    user: ['actor.user.email', 'actor.user.id'],
    resource: ['entity.workspace.id', 'entity.user.id'],
    address: ['context.ip_address'],
    agent: ['context.ua'],
    request: [],
    id: ['id'],
    error: [],
  },
  teleport: {
    time: ['time'],
    type: ['event'],
    action: ['code'],
    status: ['success'],
    user: ['user'],
    resource: ['server_id', 'path'],
    address: ['addr.remote'],
    agent: [],
    request: ['sid'],
    id: ['uid'],
    error: ['error'],
  },
  zoom: {
    time: ['time'],
    type: ['category_type'],
    action: ['action'],
    status: [],
    user: ['operator'],
    resource: [],
    address: [],
    agent: [],
    request: [],
    id: [],
    error: [],
  },
};

/** When the collector took a line that has no time of its own. */
const COLLECTED_AT = '2026-01-31T09:30:00Z';
/** Ten lines have a text there that their collection left of a time: `redacted`, `...`, seconds of eight digits. */
const BEGINS_LIKE_A_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?!\d)/;

export interface MappedLine {
  readonly log: string;
  /** From 1. */
  readonly line: number;
  readonly record: unknown;
  /** The event as it is sent. */
  readonly event: Readonly<Record<string, unknown>>;
}

function readPath(record: unknown, path: string): unknown {
  let value: unknown = record;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

const readFirst = (record: unknown, paths: readonly string[]): unknown =>
  paths.map((path) => readPath(record, path)).find((value) => value !== undefined) ?? null;

function mapRecord(log: string, line: number, record: unknown, mapping: Mapping): Record<string, unknown> {
  const read = (name: keyof Mapping) => readFirst(record, mapping[name]);
  const error = read('error');
  return {
    timestamp: timeOf(read('time')),
    event_type: read('type') || log,
    action: read('action') || 'unknown',
    status: statusOf(read('status')),
    user_id: read('user'),
    resource_id: read('resource'),
    resource_type: '',
    source_ip: read('address'),
    user_agent: read('agent'),
    correlation_id: read('request'),
    external_id: read('id'),
    error: error === null ? null : { code: null, message: error },
    related: [],
    duration_ms: null,
    details: { log, line, record },
  };
}

const timeOf = (value: unknown): unknown =>
  typeof value === 'number' || (typeof value === 'string' && BEGINS_LIKE_A_TIME.test(value)) ? value : COLLECTED_AT;

/** What a system says of the outcome, in its own words; nothing is nothing. */
const statusOf = (value: unknown): unknown =>
  typeof value === 'boolean' ? (value ? 'success' : 'failure') : (value ?? 'unknown');

const folder = resolve(import.meta.dirname, '../examples/logs');

/** Every line of every log, mapped. */
export function readMappedLogs(): MappedLine[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => {
      const log = name.replace('.ndjson', '');
      const mapping = MAPPINGS[log];
      if (mapping === undefined) throw new Error(`no mapping for ${name}`);
      return readFileSync(`${folder}/${name}`, 'utf8')
        .split('\n')
        .filter((text) => text !== '')
        .map((text, at) => {
          const record: unknown = JSON.parse(text);
          return { log, line: at + 1, record, event: mapRecord(log, at + 1, record, mapping) };
        });
    });
}
