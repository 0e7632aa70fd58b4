/** Who asks for an export, as the gateway knows it: an IAM identity, or a person that an authorizer let in. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ExportCaller } from '../../shared/export/export-record.js';

export function readCaller({ requestContext }: Pick<APIGatewayProxyEvent, 'requestContext'>): ExportCaller {
  const { identity, authorizer } = requestContext;
  const person: unknown = authorizer?.principalId;
  return {
    user_id: typeof person === 'string' && person !== '' ? person : (identity.userArn ?? undefined),
    source_ip: identity.sourceIp,
    user_agent: identity.userAgent ?? undefined,
  };
}
