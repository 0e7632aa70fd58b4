// The same as main.mjs, as CommonJS.
const { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { AuditLogger, AuditTrail, instrument, notAudited } = require('trailkeeper');
const { loadAuditConfig } = require('trailkeeper/config');
const { MemoryAuditLogger } = require('trailkeeper/testing');

async function main() {
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
  await audit.run({ user_id: 'alice', correlation_id: 'cjs' }, async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'cjs' }));
    await client.send(new PutObjectCommand({ Bucket: 'cjs', Key: 'a.txt', Body: 'text' }));
    await client.send(new GetObjectCommand({ Bucket: 'cjs', Key: 'b.txt' })).catch(() => {});
  });
  await audit.close();

  const memory = new MemoryAuditLogger();
  client.auditLogger = memory;
  await client.send(new PutObjectCommand({ Bucket: 'cjs', Key: 'c.txt', Body: 'text' }));
  client.destroy();

  const trail = new AuditTrail({ url: process.env.TRAIL_URL });
  let stored = [];
  for (let attempt = 0; attempt < 100 && stored.length < 3; attempt += 1) {
    ({ events: stored } = await trail.queryEvents({ correlation_id: 'cjs', order: 'asc' }));
    if (stored.length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  console.log(JSON.stringify({ counters: audit.counters(), stored, kept: memory.events }));
}

void main();
