import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startLocal } from '../../local/start-local.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';
import { describeJourneys } from './journey-suite.js';

describeJourneys('the embedded runtime', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-'));
  const local = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
  const environment = local.senderEnvironment;
  // The client finds its credentials where every AWS client does.
  process.env.AWS_ACCESS_KEY_ID = environment.AWS_ACCESS_KEY_ID;
  process.env.AWS_SECRET_ACCESS_KEY = environment.AWS_SECRET_ACCESS_KEY;
  const sqs = new SQSClient({
    region: environment.AWS_REGION,
    endpoint: environment.AWS_ENDPOINT_URL_SQS,
    useQueueUrlAsEndpoint: false,
  });
  return {
    trail: new AuditTrail({ url: local.url }),
    sqs,
    queueUrl: local.queueUrl,
    sqsEndpoint: environment.AWS_ENDPOINT_URL_SQS,
    post: (body, headers = {}) => fetch(`${local.url}/v1/events`, { method: 'POST', headers, body }),
    async stop() {
      sqs.destroy();
      await local.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
});
