/** Content on its way: bytes, or a file of any size that is read in pieces and never held as a whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { DagBuilder } from './pin/dag.js';

export interface ContentDescription {
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly cid: string;
}

/** It does not change while it is used. */
export interface ContentFile extends ContentDescription {
  /** Absolute. */
  readonly file: string;
}

export type Content = Uint8Array | ContentFile;
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export function isFile(content: Content): content is ContentFile {
  return !(content instanceof Uint8Array);
}

export function sizeOf(content: Content): number {
  return isFile(content) ? content.size : content.byteLength;
}

/** Its bytes, as often as it is called. */
export function openContent(content: Content): Pieces {
  return isFile(content) ? createReadStream(content.file) : [content];
}

/** Hands on the pieces and describes them, in one pass. The description is there when all were taken. */
export async function* describePieces(pieces: Pieces): AsyncGenerator<Uint8Array, ContentDescription> {
  const hash = createHash('sha256');
  const dag = new DagBuilder();
  let size = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    dag.update(piece);
    size += piece.byteLength;
    yield piece;
  }
  return { size, sha256: hash.digest('hex'), cid: dag.digest() };
}

/** Reads all of it. */
export async function describePath(path: string): Promise<ContentDescription> {
  const pieces = describePieces(createReadStream(path));
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value;
  }
}
