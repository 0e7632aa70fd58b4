/** What alice and bob do: real work on real files, and some of it fails for real. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runInContext } from '../../shared/client/index.js';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../sender-env.js';
import type { FoundFile } from './list-files.js';
import type { Workshop } from './workshop.js';

export const BUCKET = 'bucket-123';
/** A bucket of the embedded S3, made before. */
export const S3_BUCKET = 'demo';

const SOURCES = 'bucket-sources';
const credentials = {
  access_key_id: LOCAL_CREDENTIALS.accessKeyId,
  secret_access_key: LOCAL_CREDENTIALS.secretAccessKey,
};

export interface ScenarioOptions {
  readonly workshop: Workshop;
  readonly s3Endpoint: string;
  readonly files: readonly FoundFile[];
  /** Ends the scenario before its next step. */
  readonly signal: AbortSignal;
}

type Step = (options: ScenarioOptions) => Promise<unknown>;

const createBackendOfBucket: Step = ({ workshop, s3Endpoint }) =>
  // The bucket comes next: named here already, it has the creation of its backend in its story.
  runInContext({ related: [{ resource_id: BUCKET, role: 'bucket' }] }, () =>
    workshop.backends.createBackend('backend-s3', {
      type: 's3',
      bucket: S3_BUCKET,
      region: LOCAL_REGION,
      endpoint: s3Endpoint,
      ...credentials,
    }),
  );

const storeFiles: Step = async ({ workshop: { buckets }, files, signal }) => {
  for (const { absolute, path } of files) {
    if (signal.aborted) return;
    // A file may go, or have a name that buckets refuse: that is in the trail, and the next one follows.
    await buckets.writeFile(SOURCES, `/${path}`, await readFile(absolute)).catch(() => {});
  }
};

const readFiles: Step = async ({ workshop: { buckets, pins }, signal }) => {
  for (const { path, cid } of (await buckets.listFiles(SOURCES)).slice(0, 3)) {
    if (signal.aborted) return;
    await buckets.readFile(SOURCES, path);
    if (cid !== undefined) await pins.verifyPin(cid);
  }
};

const keepNotes: Step = async ({ workshop: { journal } }) => {
  const { transactionId } = await journal.begin();
  await journal.mkdir(transactionId, 'week-1');
  await journal.create(transactionId, 'week-1/todo.txt', Buffer.from('look at the timeline\n'));
  await journal.commit(transactionId);
  const { transactionId: second } = await journal.begin();
  await journal.rename(second, 'week-1/todo.txt', 'week-1/done.txt');
  await journal.rollback(second, 'not done yet');
  await journal.checkpoint();
};

const writeToDeadBackend: Step = async ({ workshop: { backends, buckets } }) => {
  const endpoint = `http://127.0.0.1:${await findClosedPort()}`;
  await backends.createBackend('backend-down', {
    type: 's3',
    bucket: 'nowhere',
    region: LOCAL_REGION,
    endpoint,
    ...credentials,
  });
  await backends.testBackend('backend-down');
  await buckets.createBucket('bucket-down', { backend: 'backend-down' });
  await buckets.writeFile('bucket-down', '/lost.txt', 'nobody takes this\n');
};

const cancelOperation: Step = async ({ workshop: { wal } }) => {
  const data = { bucket: SOURCES, path: '/second-thoughts.txt', size: 0 };
  const { operationId } = await wal.addOperation('store', 'backend-local', data);
  await wal.cancelOperation(operationId, 'not wanted any more');
  await wal.completeOperation(operationId);
};

/** In this order. What a step throws is part of the story. */
const STORY: readonly { readonly user: string; readonly step: Step }[] = [
  { user: 'alice', step: createBackendOfBucket },
  { user: 'alice', step: ({ workshop }) => workshop.buckets.createBucket(BUCKET, { backend: 'backend-s3' }) },
  { user: 'alice', step: ({ workshop }) => workshop.buckets.writeFile(BUCKET, '/file.txt', 'Hello, trail.\n') },
  { user: 'alice', step: ({ workshop }) => workshop.backends.testBackend('backend-s3') },
  {
    user: 'bob',
    step: ({ workshop: { backends, dir } }) =>
      backends.createBackend('backend-local', { type: 'local', directory: join(dir, 'objects') }),
  },
  { user: 'bob', step: ({ workshop }) => workshop.buckets.createBucket(SOURCES, { backend: 'backend-local' }) },
  { user: 'bob', step: storeFiles },
  { user: 'alice', step: readFiles },
  { user: 'alice', step: keepNotes },
  { user: 'bob', step: ({ workshop }) => workshop.buckets.readFile(SOURCES, '/no-such-file.txt') },
  { user: 'bob', step: ({ workshop }) => workshop.buckets.writeFile(SOURCES, '/../../etc/passwd', 'root::0:0\n') },
  { user: 'bob', step: writeToDeadBackend },
  { user: 'alice', step: cancelOperation },
  { user: 'bob', step: ({ workshop }) => workshop.backends.deleteBackend('backend-s3') },
  { user: 'bob', step: ({ workshop }) => workshop.buckets.deleteBucket(SOURCES) },
];

export async function playScenario(options: ScenarioOptions): Promise<void> {
  for (const { user, step } of STORY) {
    if (options.signal.aborted) return;
    const request = { user_id: user, correlation_id: `req-${randomBytes(4).toString('hex')}` };
    await runInContext(request, () => step(options)).catch(() => {});
  }
}

/** A port of the loopback where nobody listens. */
async function findClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 1;
}
