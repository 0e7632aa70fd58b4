import { SQSClient } from '@aws-sdk/client-sqs';
import type { LocalRuntime } from '../../local/start-local.js';

/** A sender of its own to the queue of a local runtime, as any program with the SDK is one. */
export function createLocalSender({ senderEnvironment }: LocalRuntime): SQSClient {
  return new SQSClient({
    region: senderEnvironment.AWS_REGION,
    endpoint: senderEnvironment.AWS_ENDPOINT_URL_SQS,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
}
