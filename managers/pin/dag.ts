/**
 * Ids of content as IPFS gives them: `ipfs add --cid-version=1 --raw-leaves`, with chunks of 262,144 bytes in a balanced
 * tree of at most 174 links a node. Content of one chunk is its own root.
 */
import { createHash } from 'node:crypto';
import { CID } from 'multiformats/cid';
import { code as RAW } from 'multiformats/codecs/raw';
import { create as createDigest } from 'multiformats/hashes/digest';

export const CHUNK_BYTES = 262_144;
const MAX_LINKS = 174;
/** Of multihash. */
const SHA2_256 = 0x12;
/** Of multicodec. */
const DAG_PB = 0x70;
/** `Data.DataType` of UnixFS. */
const FILE = 2;

/** A node of the tree, as the one above it names it. */
interface Child {
  readonly cid: CID;
  /** Of the content below it. */
  readonly fileSize: number;
  /** Of its own bytes and of all nodes below it. */
  readonly treeSize: number;
}

/** Takes content in pieces of any size, in one pass, and keeps a chunk of it at most. */
export class DagBuilder {
  private readonly chunk = Buffer.alloc(CHUNK_BYTES);
  private filled = 0;
  private size = 0;
  /** By height: nodes that have no node above them yet. */
  private readonly levels: Child[][] = [[]];

  update(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      // A full chunk waits until more comes: content of whole chunks has no empty one at its end.
      if (this.filled === CHUNK_BYTES) this.endChunk();
      const taken = Math.min(piece.length - at, CHUNK_BYTES - this.filled);
      this.chunk.set(piece.subarray(at, at + taken), this.filled);
      this.filled += taken;
      this.size += taken;
      at += taken;
    }
  }

  /** The id of all that came. Nothing may come after it. */
  digest(): string {
    if (this.filled > 0 || this.size === 0) this.endChunk();
    for (let height = 0; ; height++) {
      const nodes = this.levels[height] ?? [];
      const [root] = nodes;
      if (root !== undefined && nodes.length === 1 && height === this.levels.length - 1) return root.cid.toString();
      this.levels[height] = [];
      this.add(height + 1, nodes);
    }
  }

  private endChunk(): void {
    const bytes = this.chunk.subarray(0, this.filled);
    const leaf = { cid: makeCid(RAW, bytes), fileSize: bytes.length, treeSize: bytes.length };
    this.filled = 0;
    this.push(0, leaf);
  }

  private push(height: number, node: Child): void {
    const nodes = this.levels[height] ?? [];
    this.levels[height] = nodes;
    if (nodes.length === MAX_LINKS) this.add(height + 1, nodes.splice(0));
    nodes.push(node);
  }

  /** One node above these. */
  private add(height: number, children: readonly Child[]): void {
    if (children.length === 0) return;
    const bytes = encodeNode(children);
    const fileSize = sum(children.map((child) => child.fileSize));
    const treeSize = bytes.length + sum(children.map((child) => child.treeSize));
    this.push(height, { cid: makeCid(DAG_PB, bytes), fileSize, treeSize });
  }
}

function makeCid(codec: number, bytes: Uint8Array): CID {
  return CID.createV1(codec, createDigest(SHA2_256, createHash('sha256').update(bytes).digest()));
}

/** DAG-PB: links first, each with hash, empty name and size; then the UnixFS message. */
function encodeNode(children: readonly Child[]): Buffer {
  const links = children.map(({ cid, treeSize }) =>
    field(2, Buffer.concat([field(1, cid.bytes), field(2, Buffer.alloc(0)), number(3, treeSize)])),
  );
  const sizes = children.map(({ fileSize }) => number(4, fileSize));
  const data = Buffer.concat([number(1, FILE), number(3, sum(children.map(({ fileSize }) => fileSize))), ...sizes]);
  return Buffer.concat([...links, field(1, data)]);
}

/** Of protocol buffers: a field of bytes. */
function field(tag: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(tag * 8 + 2), varint(bytes.length), bytes]);
}

function number(tag: number, value: number): Buffer {
  return Buffer.concat([varint(tag * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
