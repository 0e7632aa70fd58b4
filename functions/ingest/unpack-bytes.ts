/** Opens what is compressed, for quarantine: a secret must not come back out of what is kept there. */
import { unzipSync } from 'node:zlib';
import { decompress } from '../../shared/event/envelope/codec.js';
import { decodeZstdInJavaScript } from '../../shared/event/envelope/zstd-decoder.js';

type Decoder = (bytes: Uint8Array, maxBytes: number) => Uint8Array;

const unzip: Decoder = (bytes, maxBytes) => unzipSync(bytes, { maxOutputLength: Math.max(1, maxBytes) });
const zstd: Decoder = (bytes, maxBytes) => Buffer.from(decompress('zstd', bytes, maxBytes, decodeZstdInJavaScript));

/** First bytes in hexadecimal; those without a decoder are never opened. */
const BY_MAGIC: readonly (readonly [magic: string, decode?: Decoder])[] = [
  ['1f8b', unzip],
  ['7801', unzip],
  ['785e', unzip],
  ['789c', unzip],
  ['78da', unzip],
  ['28b52ffd', zstd],
  // zip, bzip2, xz, LZ4, 7z, and what OpenSSL and age encrypt.
  ...['504b0304', '425a68', 'fd377a585a00', '04224d18', '377abcaf', '53616c7465645f5f', '6167652d656e63'].map(
    (magic) => [magic] as const,
  ),
];
const FIRST = new Set(BY_MAGIC.map(([magic]) => Number.parseInt(magic.slice(0, 2), 16)));

/** `RawBodyTools.unpack` with what Node can open. */
export function unpackBytes(bytes: Uint8Array, maxBytes: number): Uint8Array | 'sealed' | undefined {
  // Most bytes begin like nothing that is known.
  if (!FIRST.has(bytes[0] ?? -1)) return undefined;
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  const known = BY_MAGIC.find(([magic]) => start.startsWith(magic));
  if (known === undefined) return undefined;
  return (known[1] && attempt(known[1], bytes, maxBytes)) ?? 'sealed';
}

function attempt(decode: Decoder, bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
  try {
    return decode(bytes, maxBytes);
  } catch {
    return undefined;
  }
}
