/**
 * Entry of the export function where the gateway streams answers. A file of its own, because it works in Lambda alone:
 * `awslambda` is a global of that runtime.
 */
import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createLambdaApp } from './create-lambda-app.js';
import { type StreamMetadata, writeStream } from './write-stream.js';

declare const awslambda: {
  streamifyResponse(handler: (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>): unknown;
  HttpResponseStream: { from(stream: Writable, metadata: StreamMetadata): Writable };
};

const answer = createLambdaApp(process.env);

export const handler = awslambda.streamifyResponse(async (event, stream) =>
  writeStream(await answer(event), (metadata) => awslambda.HttpResponseStream.from(stream, metadata)),
);
