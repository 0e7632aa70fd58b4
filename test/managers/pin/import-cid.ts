/** Ids as `ipfs add --cid-version=1 --raw-leaves` gives them, computed by the library of IPFS itself. */
import { BlackHoleBlockstore } from 'blockstore-core';
import { importer } from 'ipfs-unixfs-importer';
import { fixedSize } from 'ipfs-unixfs-importer/chunker';
import { balanced } from 'ipfs-unixfs-importer/layout';

/** With every setting said, whatever its default becomes. */
export async function importCid(pieces: readonly Uint8Array[]): Promise<string> {
  const settings = {
    cidVersion: 1,
    rawLeaves: true,
    reduceSingleLeafToSelf: true,
    chunker: fixedSize({ chunkSize: 262_144 }),
    layout: balanced({ maxChildrenPerNode: 174 }),
  } as const;
  let cid = '';
  for await (const entry of importer([{ content: toStream(pieces) }], new BlackHoleBlockstore(), settings)) {
    cid = entry.cid.toString();
  }
  return cid;
}

async function* toStream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces.length === 0 ? [new Uint8Array()] : pieces;
}
