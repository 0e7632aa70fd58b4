import { createHash } from 'node:crypto';
import { type Content, isFile } from '../content.js';

/** A file as the trail tells of it: never its content. */
export interface DescribedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

export function describeFile(path: string, content: Content): DescribedFile {
  if (isFile(content)) return { path, size: content.size, sha256: content.sha256 };
  return { path, size: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}
