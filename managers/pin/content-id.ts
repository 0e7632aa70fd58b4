/** Content ids: those of IPFS. The same bytes have the same id everywhere. */
import { DagBuilder } from './dag.js';

/** Hashes in the call, so that an event can name content whose pinning failed. */
export function computeCid(content: Uint8Array): string {
  const builder = new DagBuilder();
  builder.update(content);
  return builder.digest();
}
