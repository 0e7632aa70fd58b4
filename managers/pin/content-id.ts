/** Content ids: CIDv1, raw bytes, SHA-256. The same bytes have the same id everywhere. */
import { createHash } from 'node:crypto';
import { CID } from 'multiformats/cid';
import { code as RAW } from 'multiformats/codecs/raw';
import { create as createDigest } from 'multiformats/hashes/digest';

/** Of multihash. */
const SHA2_256 = 0x12;

/** Hashes in the call, so that an event can name content whose pinning failed. */
export function computeCid(content: Uint8Array): string {
  return CID.createV1(RAW, createDigest(SHA2_256, createHash('sha256').update(content).digest())).toString();
}
