/** Entry of the export function where the gateway does not stream: a larger export is refused, never cut. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { writeProxyResult } from '../../shared/api/http/proxy-request.js';
import { createLambdaApp } from './create-lambda-app.js';

/** An answer of a Lambda is at most 6 MB, in which every quote of the body is escaped once more. */
const MAX_BUFFERED_BYTES = 2_500_000;

const answer = createLambdaApp(process.env, { maxBufferedBytes: MAX_BUFFERED_BYTES });

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return writeProxyResult(await answer(event));
}
