import { SQSClient } from '@aws-sdk/client-sqs';
import { createRequestSigner } from '../../shared/client/request-signer.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';
import { describeJourneys } from '../journeys/journey-suite.js';
import { deployStack } from './deployed-stack.js';

describeJourneys('a deployment', async () => {
  const stack = await deployStack();
  const { endpoint, environment } = stack.emulator;
  Object.assign(process.env, environment);
  const signer = await createRequestSigner({ service: 'execute-api', region: environment.AWS_REGION });
  const sqs = new SQSClient({ region: environment.AWS_REGION, endpoint, useQueueUrlAsEndpoint: false });
  return {
    trail: new AuditTrail({ url: stack.apiUrl, signer }),
    sqs,
    queueUrl: stack.outputs.QueueUrl,
    sqsEndpoint: endpoint,
    async post(body, headers = {}) {
      const url = new URL(`${stack.apiUrl}/v1/events`);
      return fetch(url, { method: 'POST', body, headers: await signer.sign({ method: 'POST', url, headers, body }) });
    },
    async stop() {
      sqs.destroy();
      await stack.stop();
    },
  };
});
