import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInContext } from '../../shared/client/context/context.js';
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import type { EventLine } from '../../shared/event/event.js';
import { startS3 } from './backend/start-s3.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';
import { openManagers } from './open-managers.js';

const BUCKET = 'bucket-123';

/** What a timeline shows: the resource's own events and those that name it, as they began. */
function timelineOf(audit: MemoryAuditLogger, resource: string): EventLine[] {
  return audit.events
    .filter(
      (event) => event.resource_id === resource || event.related?.some(({ resource_id }) => resource_id === resource),
    )
    .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

const describeEvent = ({ event_type, action, resource_id, status }: EventLine) =>
  [event_type, action, resource_id, status].join(' | ');

async function provisionAndWrite() {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const { backends, buckets } = openManagers(dir, audit);
  const config = await startS3();
  await runInContext({ user_id: 'alice', related: [{ resource_id: BUCKET, role: 'bucket' }] }, async () => {
    await backends.createBackend('backend-s3', config);
    await buckets.createBucket(BUCKET, { backend: 'backend-s3' });
  });
  const { cid } = await buckets.writeFile(BUCKET, '/file.txt', 'Hello, trail.\n', { userId: 'alice' });
  const added = audit.get({ event_type: 'wal_operation', action: 'add' });
  const operation = added.related?.find(({ role }) => role === 'operation')?.resource_id;
  return { dir, audit, cid, operation };
}

describe('the story of a bucket', () => {
  it('is told in the six lines that people know, in their order', async () => {
    const { audit, cid, operation } = await provisionAndWrite();
    const lines = timelineOf(audit, BUCKET).map(describeEvent);
    expect(lines).toEqual([
      'backend_operation | create | backend-s3 | success',
      'vfs_operation | create | bucket-123 | success',
      'vfs_operation | write | bucket-123:/file.txt | success',
      'wal_operation | add | store:bucket-123:/file.txt | success',
      // The one transition besides those six: work on the operation began.
      `wal_operation | start | ${operation} | success`,
      `wal_operation | complete | ${operation} | success`,
      `pin_operation | add | ${cid} | success`,
    ]);
  });

  it('has all that was done for one write in one request, each thing with its cause', async () => {
    const { audit } = await provisionAndWrite();
    const write = audit.get({ event_type: 'vfs_operation', action: 'write' });
    const added = audit.get({ event_type: 'wal_operation', action: 'add' });
    const request = audit.list({ correlation_id: write.correlation_id });
    expect(new Set(request.map(({ event_type }) => event_type))).toEqual(
      new Set(['vfs_operation', 'wal_operation', 'journal_operation', 'pin_operation']),
    );
    for (const event of request) {
      expect(event).toMatchObject({ user_id: 'alice', status: 'success' });
      const cause = event.event_type === 'pin_operation' || event === added ? write : added;
      if (event !== write) expect(event.caused_by, describeEvent(event)).toBe(cause.operation_id);
      expect(event.timestamp >= write.timestamp).toBe(true);
    }
  });

  it('is told of the file with every step of the journal', async () => {
    const { audit } = await provisionAndWrite();
    const actions = timelineOf(audit, `${BUCKET}:/file.txt`).map(({ event_type, action }) => `${event_type} ${action}`);
    expect(actions).toEqual([
      'vfs_operation write',
      'wal_operation add',
      'wal_operation start',
      'journal_operation begin',
      'journal_operation create',
      'journal_operation commit',
      'wal_operation complete',
      'pin_operation add',
    ]);
  });

  it('keeps passwords of the backend to itself', async () => {
    const { audit, dir } = await provisionAndWrite();
    const created = audit.get({ event_type: 'backend_operation', action: 'create' });
    expect(created.details).toMatchObject({ type: 's3', config: { secret_access_key: '[redacted]' } });
    expect(readdirSync(join(dir, 'backends')).sort()).toEqual(['backend-s3.yaml', 'backends.lock', 'owner']);
  });
});
