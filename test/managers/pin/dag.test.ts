import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, DagBuilder } from '../../../managers/pin/dag.js';
import { countRuns } from '../../support/property-runs.js';
import { importCid } from './import-cid.js';

/** Bytes that differ from chunk to chunk. */
function makePieces(size: number, pieceBytes: number): Uint8Array[] {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += CHUNK_BYTES) bytes.writeUInt8((at / CHUNK_BYTES) % 251, at);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < size; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  return pieces;
}

function build(pieces: readonly Uint8Array[]): string {
  const builder = new DagBuilder();
  for (const piece of pieces) builder.update(piece);
  return builder.digest();
}

describe('an id of content', () => {
  it.each([
    0,
    1,
    CHUNK_BYTES - 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    2 * CHUNK_BYTES,
    174 * CHUNK_BYTES,
    174 * CHUNK_BYTES + 1,
    175 * CHUNK_BYTES,
    2 * 174 * CHUNK_BYTES + 1,
  ])('of %i bytes is the one of IPFS', async (size) => {
    const pieces = makePieces(size, 1_000_000);
    expect(build(pieces)).toBe(await importCid(pieces));
  });

  it('is the one of IPFS at any size, and does not depend on the pieces that it came in', async () => {
    const sizes = fc.tuple(fc.integer({ min: 0, max: 5 * CHUNK_BYTES }), fc.integer({ min: 10_000, max: 700_000 }));
    await fc.assert(
      fc.asyncProperty(sizes, async ([size, pieceBytes]) => {
        const pieces = makePieces(size, pieceBytes);
        expect(build(pieces)).toBe(await importCid(pieces));
        expect(build(makePieces(size, size + 1))).toBe(build(pieces));
      }),
      { numRuns: countRuns(40) },
    );
  });
});
