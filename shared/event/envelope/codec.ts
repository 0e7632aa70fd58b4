/**
 * The two compressions of an envelope. Writers use what their runtime has; every reader opens both, Node 20 and 22 with
 * a JavaScript decoder for zstd.
 */

import * as zlib from 'node:zlib';
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';

export type Codec = 'none' | 'gzip' | 'zstd';

/** Decompressed text would exceed the limit, or the data is damaged. */
export class CodecError extends TrailkeeperError<'CodecError'> {
  override readonly name = 'CodecError';
}

// Absent from the types of Node 20 and from its runtime; present from Node 22.15.
interface ZstdZlib {
  zstdCompressSync?: (data: Uint8Array, options?: object) => Buffer;
  zstdDecompressSync?: (data: Uint8Array, options?: { maxOutputLength?: number }) => Buffer;
}
const zstd = zlib as typeof zlib & ZstdZlib;
const constants: Readonly<Record<string, unknown>> = zlib.constants;
const levelParameter = constants.ZSTD_c_compressionLevel;

/** zstd where this runtime can write it, gzip otherwise. */
export const BEST_CODEC: Codec = zstd.zstdCompressSync === undefined ? 'gzip' : 'zstd';

/** Node 22 takes a frame that was cut short for a whole one; its decoder is not used. */
const readsZstd = zstd.zstdDecompressSync !== undefined && refuses(zstd.zstdDecompressSync, Buffer.alloc(0));

const GZIP_LEVEL = 6;
const ZSTD_LEVEL = 1;

/** Throws CodecError for zstd where the runtime cannot write it. */
export function compress(codec: Exclude<Codec, 'none'>, text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (codec === 'gzip') return zlib.gzipSync(bytes, { level: GZIP_LEVEL });
  if (zstd.zstdCompressSync === undefined || typeof levelParameter !== 'number') {
    const expected = 'Node 22.15 or newer, or gzip';
    throw new CodecError('codec_missing', { subject: 'zstd', expected, got: 'a Node that cannot write it' });
  }
  return zstd.zstdCompressSync(bytes, { params: { [levelParameter]: ZSTD_LEVEL } });
}

function refuses(decode: (data: Uint8Array) => Buffer, data: Uint8Array): boolean {
  try {
    decode(data);
    return false;
  } catch {
    return true;
  }
}

export type ZstdDecoder = (data: Uint8Array, maxBytes: number) => Uint8Array;

/**
 * The text again, never more than `maxBytes` of it: larger or damaged data throws CodecError. `decodeZstd` serves
 * runtimes without zstd of their own.
 */
export function decompress(
  codec: Exclude<Codec, 'none'>,
  data: Uint8Array,
  maxBytes: number,
  decodeZstd?: ZstdDecoder,
): string {
  try {
    if (codec === 'gzip') return zlib.gunzipSync(data, { maxOutputLength: maxBytes }).toString('utf8');
    if (readsZstd && zstd.zstdDecompressSync !== undefined) {
      return zstd.zstdDecompressSync(data, { maxOutputLength: maxBytes }).toString('utf8');
    }
    if (decodeZstd === undefined) {
      const got = 'this Node cannot read zstd and no decoder was given';
      throw new CodecError('codec_missing', { message: got, expected: 'a decoder', got });
    }
    return Buffer.from(decodeZstd(data, maxBytes)).toString('utf8');
  } catch (error) {
    const got = `the ${codec} data is damaged or holds more than ${maxBytes} bytes`;
    throw new CodecError('codec_failed', { message: got, expected: `at most ${maxBytes} bytes`, got, cause: error });
  }
}
