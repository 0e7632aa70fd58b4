/** Who calls, by an API Gateway event of version 1 or 2. Reads what is there and never throws. */
import type { AuditContext } from '../context/context.js';

export function readRequestContext(event: unknown): Pick<AuditContext, 'source_ip' | 'user_agent' | 'user_id'> {
  const request = at(event, 'requestContext');
  const identity = at(request, 'identity');
  const http = at(request, 'http');
  const authorizer = at(request, 'authorizer');
  return {
    source_ip: text(at(identity, 'sourceIp'), at(http, 'sourceIp')),
    user_agent: text(at(identity, 'userAgent'), at(http, 'userAgent')),
    user_id: text(
      at(at(authorizer, 'claims'), 'sub'),
      at(at(at(authorizer, 'jwt'), 'claims'), 'sub'),
      at(authorizer, 'principalId'),
      at(at(authorizer, 'iam'), 'userArn'),
      at(identity, 'userArn'),
    ),
  };
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(...candidates: unknown[]): string | undefined {
  return candidates.find((value): value is string => typeof value === 'string' && value !== '');
}
