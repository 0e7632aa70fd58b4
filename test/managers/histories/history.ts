/** Random histories of buckets: what is asked, what goes wrong meanwhile, and a model that says what must be there. */
import fc from 'fast-check';
import type { BucketVFSManager } from '../../../managers/bucket-vfs/bucket-vfs-manager.js';
import type { StoreHooks } from '../bucket-vfs/slow-backends-class.js';

export const BUCKETS = ['one', 'two'] as const;

/** What goes wrong in the backend while a step is done; a lost answer comes after the work was done. */
export const FAULTS = ['none', 'store refused', 'store lost', 'remove refused', 'remove lost', 'slow'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Step {
  readonly kind: 'write' | 'delete' | 'rename' | 'copy' | 'empty' | 'recover' | 'reopen' | 'foreign';
  readonly bucket: (typeof BUCKETS)[number];
  readonly path: string;
  readonly to: string;
  readonly content: string;
  readonly user: string;
  readonly fault: Fault;
}

const path = fc.constantFrom('/a', '/b', '/c/d', '/c/e', '/c');

export const history: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind'][]>(
      'write',
      'write',
      'write',
      'delete',
      'delete',
      'rename',
      'copy',
      'empty',
      'recover',
      'reopen',
      'foreign',
    ),
    bucket: fc.constantFrom(...BUCKETS),
    path,
    to: path,
    content: fc.constantFrom('', 'same', 'other', 'x'.repeat(5_000)),
    user: fc.constantFrom('alice', 'bob', 'carol'),
    fault: fc.oneof({ weight: 3, arbitrary: fc.constant<Fault>('none') }, fc.constantFrom(...FAULTS)),
  }),
  { minLength: 1, maxLength: 14 },
);

/** Content by bucket and path. */
export type Model = Map<string, string>;
export const keyOf = (bucket: string, file: string): string => `${bucket}:${file}`;

/** The model after the step was done. */
export function applyStep(model: Model, { kind, bucket, path: file, to, content }: Step): void {
  const key = keyOf(bucket, file);
  const known = model.get(key);
  if (kind === 'write') model.set(key, content);
  if (kind === 'delete' || kind === 'rename') model.delete(key);
  if ((kind === 'rename' || kind === 'copy') && known !== undefined) model.set(keyOf(bucket, to), known);
  if (kind === 'empty') for (const each of [...model.keys()]) if (each.startsWith(`${bucket}:`)) model.delete(each);
}

/** Asks what the step says of files; the other kinds are not for the manager. */
export async function askStep(buckets: BucketVFSManager, step: Step): Promise<void> {
  const { kind, bucket, path: file, to, content, user: userId } = step;
  if (kind === 'write') await buckets.writeFile(bucket, file, content, { userId });
  if (kind === 'delete') await buckets.deleteFile(bucket, file, { userId });
  if (kind === 'rename') await buckets.renameFile(bucket, file, to, { userId });
  if (kind === 'copy') await buckets.copyFile(bucket, file, to, { userId });
  if (kind === 'empty') {
    await buckets.deleteBucket(bucket, { userId, force: true });
    await buckets.createBucket(bucket, { backend: 'archive' }, { userId });
  }
}

/** Longer than an attempt may take. */
const SLOW_MS = 80;

export function makeHooks(fault: Fault, wait: (ms: number) => Promise<unknown>): StoreHooks {
  const lose = async () => {
    throw Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' });
  };
  if (fault === 'store refused') return { beforeStore: lose };
  if (fault === 'store lost') return { afterStore: lose };
  if (fault === 'remove refused') return { beforeRemove: lose };
  if (fault === 'remove lost') return { afterRemove: lose };
  if (fault === 'slow') return { beforeStore: () => wait(SLOW_MS).then(() => undefined) };
  return {};
}
