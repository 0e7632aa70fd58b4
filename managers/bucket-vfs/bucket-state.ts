/** What is known of one bucket, in memory as its log on disk says: a change costs one line, whatever is in the bucket. */
import type { Damage } from '../checked-log.js';
import { LoggedMap } from '../logged-map.js';
import { ManagerError } from '../manager-error.js';

export interface StoredFile {
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly cid: string;
  /** Of the logged operation that stored it: one with a lower number came before. */
  readonly sequence: number;
  /** Under which its content lies in the backend. Used once: what is removed late is never somebody else's. */
  readonly key: string;
}

export interface BucketHeader {
  readonly bucket: string;
  readonly backend: string;
  readonly mount_point?: string | undefined;
  /** Logged operations up to this number belong to a bucket of this name that was before. */
  readonly since: number;
}

/** A file that was deleted, remembered as long as the log holds what the deletion has overtaken. */
interface Deleted {
  readonly deleted: number;
}

/** Something that lies in the backend, or was on its way there: what no file has its content in is rubbish. */
export interface StoredObject {
  readonly object: string;
  readonly cid: string;
}

type Entry = BucketHeader | StoredFile | Deleted | StoredObject;

/** Paths begin with a slash, so that these are none. */
const HEADER = 'bucket';
const OBJECT = 'object:';

export class BucketState {
  private readonly entries: LoggedMap<Entry>;
  private readonly files = new Map<string, StoredFile>();
  /** Files that have their content under each key. */
  private readonly uses = new Map<string, Set<string>>();
  /** Files in each folder and below it. */
  private readonly folders = new Map<string, number>();

  /** Reads the disk in the call. */
  constructor(path: string) {
    this.entries = new LoggedMap(path, parseEntry);
    for (const [name, entry] of this.entries.entries()) if ('sequence' in entry) this.index(name, entry);
  }

  /** Whether the record of the bucket itself cannot be read. */
  get isDamaged(): boolean {
    return this.entries.get(HEADER) === undefined;
  }

  /** Throws ManagerError `damaged` when the record of the bucket itself cannot be read. */
  get header(): BucketHeader {
    const header = this.entries.get(HEADER);
    if (header !== undefined && 'backend' in header) return header;
    const [at] = this.entries.damage;
    const place = at === undefined ? 'it is empty' : `${at.file}, line ${at.line}: ${at.code}`;
    throw new ManagerError('damaged', `the state of the bucket cannot be read: ${place}`);
  }

  get bucket(): string {
    return this.header.bucket;
  }

  get backend(): string {
    return this.header.backend;
  }

  get damage(): readonly Damage[] {
    return this.entries.damage;
  }

  get size(): number {
    return this.files.size;
  }

  find(path: string): StoredFile | undefined {
    return this.files.get(path);
  }

  list(): IterableIterator<[string, StoredFile]> {
    return this.files.entries();
  }

  /** A file of this bucket that has its content under the key. */
  findUse(key: string): string | undefined {
    return this.uses.get(key)?.values().next().value;
  }

  /** Whether a later operation has decided about the path, or this one belongs to a bucket that was before. */
  hasOvertaken(path: string, sequence: number): boolean {
    if (sequence <= this.header.since) return true;
    const entry = this.entries.get(path);
    if (entry === undefined) return false;
    if ('deleted' in entry) return entry.deleted > sequence;
    return 'sequence' in entry && entry.sequence > sequence;
  }

  /** A name is a file or a folder. Throws ManagerError `path_conflict`. */
  refuseConflict(path: string): void {
    const file = listFolders(path).find((folder) => this.files.has(folder));
    if (file !== undefined) throw new ManagerError('path_conflict', `${file} is a file, so that ${path} cannot be one`);
    if (this.folders.has(path)) throw new ManagerError('path_conflict', `${path} is a folder with files`);
  }

  /** A log that is empty is damaged: one is never there without its bucket. */
  async create(header: BucketHeader): Promise<void> {
    await this.entries.replace(new Map([[HEADER, header]]));
  }

  async saveHeader(header: BucketHeader): Promise<void> {
    await this.entries.set(HEADER, header);
  }

  /** The point from which the file is what was written. */
  async put(path: string, file: StoredFile): Promise<void> {
    await this.entries.set(path, file);
    this.unindex(path);
    this.index(path, file);
  }

  /** The point from which the file has the other name. */
  async move(from: string, to: string, file: StoredFile): Promise<void> {
    await this.entries.setAll([
      { key: to, value: file },
      { key: from, value: { deleted: file.sequence } },
    ]);
    this.unindex(from);
    this.index(to, file);
  }

  /** The point from which the file is gone. */
  async delete(path: string, sequence: number): Promise<void> {
    await this.entries.set(path, { deleted: sequence });
    this.unindex(path);
  }

  listRubbish(): StoredObject[] {
    return [...this.entries.entries()].flatMap(([, entry]) =>
      'object' in entry && !this.uses.has(entry.object) ? [entry] : [],
    );
  }

  /** Before it is on its way, so that it is found whatever happens then. */
  async addObject(object: StoredObject): Promise<void> {
    const name = `${OBJECT}${object.object}`;
    if (this.entries.get(name) === undefined) await this.entries.set(name, object);
  }

  /** After it was removed. */
  async forgetObject(key: string): Promise<void> {
    await this.entries.set(`${OBJECT}${key}`, undefined);
  }

  /** Once nothing is left in the log that the deletion has overtaken. */
  async forgetDeletion(path: string): Promise<void> {
    const entry = this.entries.get(path);
    if (entry !== undefined && 'deleted' in entry) await this.entries.set(path, undefined);
  }

  /** Forgets deletions that have nothing left to overtake: no operation before `oldestOpen` can be done any more. */
  async forgetDeletions(oldestOpen: number): Promise<void> {
    const isNeeded = (entry: Entry) => !('deleted' in entry) || entry.deleted > oldestOpen;
    for (const [, entry] of this.entries.entries()) {
      if (!isNeeded(entry)) return this.entries.shorten((_path, kept) => isNeeded(kept));
    }
  }

  private index(path: string, file: StoredFile): void {
    this.files.set(path, file);
    this.uses.set(file.key, (this.uses.get(file.key) ?? new Set()).add(path));
    for (const folder of listFolders(path)) this.folders.set(folder, (this.folders.get(folder) ?? 0) + 1);
  }

  private unindex(path: string): void {
    const file = this.files.get(path);
    if (file === undefined) return;
    this.files.delete(path);
    const uses = this.uses.get(file.key);
    uses?.delete(path);
    if (uses?.size === 0) this.uses.delete(file.key);
    for (const folder of listFolders(path)) {
      const left = (this.folders.get(folder) ?? 1) - 1;
      if (left === 0) this.folders.delete(folder);
      else this.folders.set(folder, left);
    }
  }
}

/** A file that is there, at the turn of a request. */
export interface FoundFile {
  readonly state: BucketState;
  readonly file: StoredFile;
}

/** `/a/b/c` lies in `/a` and `/a/b`. */
function listFolders(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_part, at) => `/${parts.slice(0, at + 1).join('/')}`);
}

function parseEntry(value: unknown): Entry {
  const entry = Object(value);
  const has = (type: string, ...names: string[]) => names.every((name) => typeof Reflect.get(entry, name) === type);
  if (has('string', 'bucket', 'backend') && has('number', 'since')) return entry;
  if (has('string', 'sha256', 'cid', 'key') && has('number', 'size', 'sequence')) return entry;
  if (has('number', 'deleted') || has('string', 'object', 'cid')) return entry;
  throw new SyntaxError('not a record of a bucket');
}
