import { createHash } from 'node:crypto';

/** A file as the trail tells of it: never its content. */
export interface DescribedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

export function describeFile(path: string, content: Uint8Array): DescribedFile {
  return { path, size: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}
