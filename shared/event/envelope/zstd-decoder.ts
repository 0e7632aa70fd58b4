/** zstd decoding in JavaScript, for runtimes without it; kept out of the client, which only writes. */
import { Decompress } from 'fzstd';
import type { ZstdDecoder } from './codec.js';

/** Compressed input is fed in slices of this many bytes, so that a bomb is noticed before it is unpacked whole. */
const SLICE_BYTES = 4_096;

export const decodeZstdInJavaScript: ZstdDecoder = (data, maxBytes) => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const decoder = new Decompress((chunk, isLast) => {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
    ended ||= isLast === true;
  });
  for (let at = 0; at < data.length; at += SLICE_BYTES) {
    decoder.push(data.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= data.length);
  }
  if (!ended) throw new RangeError('the frame is incomplete');
  return Buffer.concat(chunks, size);
};
