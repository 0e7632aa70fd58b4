import { SQSClient } from '@aws-sdk/client-sqs';
import { createRequestSigner } from '../../shared/client/senders/request-signer.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';
import { describeJourneys } from '../journeys/journey-suite.js';
import { attachToStack } from './deployed-stack.js';

describeJourneys('a deployment', async () => {
  const { endpoint, environment, alice, outputs, apiUrl } = attachToStack();
  Object.assign(process.env, environment, alice);
  const signer = await createRequestSigner({ service: 'execute-api', region: environment.AWS_REGION });
  const sqs = new SQSClient({ region: environment.AWS_REGION, endpoint, useQueueUrlAsEndpoint: false });
  return {
    trail: new AuditTrail({ url: apiUrl, signer }),
    sqs,
    queueUrl: outputs.QueueUrl,
    sqsEndpoint: endpoint,
    async post(body, headers = {}) {
      const url = new URL(`${apiUrl}/v1/events`);
      return fetch(url, { method: 'POST', body, headers: await signer.sign({ method: 'POST', url, headers, body }) });
    },
    async stop() {
      sqs.destroy();
    },
  };
});
