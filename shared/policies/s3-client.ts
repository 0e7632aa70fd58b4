/** A policy for `S3Client` of `@aws-sdk/client-s3`: `instrument(S3Client, s3ClientPolicy, audit)`. */
import type { S3Client } from '@aws-sdk/client-s3';
import { notAudited } from '../client/track/not-audited.js';
import type { ClosedAuditPolicy } from '../client/track/policy.js';

/**
 * One event of type `object_store` for each command: `PutObject` on `bucket/key`. Bodies, keys of customers and whatever
 * else a command holds stay out.
 */
export const s3ClientPolicy: ClosedAuditPolicy<S3Client> = {
  send: {
    type: 'object_store',
    action: (command) => command.constructor.name.replace(/Command$/, ''),
    resource: (command) => nameResource(command.input),
    resourceType: 'object',
  },
  others: notAudited('lifecycle of the client'),
};

function nameResource(input: object): string | undefined {
  const [bucket, key] = ['Bucket', 'Key'].map((name): unknown => Reflect.get(input, name));
  if (typeof bucket !== 'string') return undefined;
  return typeof key === 'string' ? `${bucket}/${key}` : bucket;
}
