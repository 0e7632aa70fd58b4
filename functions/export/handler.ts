/** Entry of the export function where the gateway does not stream: a larger export is refused, never cut. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { MAX_ANSWER_BYTES } from '../../shared/api/answers/answer-size.js';
import { writeProxyResult } from '../../shared/api/http/proxy-request.js';
import { createLambdaApp } from './create-lambda-app.js';

const answer = createLambdaApp(process.env, { maxBufferedBytes: MAX_ANSWER_BYTES });

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return writeProxyResult(await answer(event));
}
