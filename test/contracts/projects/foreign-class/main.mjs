// Wraps a class of a library, works with it, and asks the trail what happened.
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AuditLogger, AuditTrail, instrument, notAudited } from 'trailkeeper';
import { loadAuditConfig } from 'trailkeeper/config';
import { MemoryAuditLogger } from 'trailkeeper/testing';

const audit = new AuditLogger(loadAuditConfig());
instrument(
  S3Client,
  {
    send: {
      type: 'object_store',
      action: (command) => command.constructor.name.replace('Command', ''),
      resource: ({ input }) => [input.Bucket, input.Key].filter(Boolean).join('/'),
    },
    others: notAudited('lifecycle'),
  },
  audit,
);

const client = new S3Client({ endpoint: process.env.S3_ENDPOINT, forcePathStyle: true, maxAttempts: 1 });
await audit.run({ user_id: 'alice', correlation_id: 'esm' }, async () => {
  await client.send(new CreateBucketCommand({ Bucket: 'esm' }));
  await client.send(new PutObjectCommand({ Bucket: 'esm', Key: 'a.txt', Body: 'text' }));
  await client.send(new GetObjectCommand({ Bucket: 'esm', Key: 'b.txt' })).catch(() => {});
});
await audit.close();

const memory = new MemoryAuditLogger();
client.auditLogger = memory;
await client.send(new PutObjectCommand({ Bucket: 'esm', Key: 'c.txt', Body: 'text' }));
client.destroy();

const trail = new AuditTrail({ url: process.env.TRAIL_URL });
let stored = [];
for (let attempt = 0; attempt < 100 && stored.length < 3; attempt += 1) {
  ({ events: stored } = await trail.queryEvents({ correlation_id: 'esm', order: 'asc' }));
  if (stored.length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log(JSON.stringify({ counters: audit.counters(), stored, kept: memory.events }));
