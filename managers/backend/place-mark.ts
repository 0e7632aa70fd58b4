/**
 * The owner's mark of a place: who keeps count of the objects in it. Two who count alone would remove each other's
 * objects, so that a place has one owner, and one backend of that.
 */
import { ManagerError } from '../manager-error.js';

/** The object's name, in the place itself. */
export const MARK_NAME = '.trailkeeper-owner';

export interface PlaceMark {
  /** Of the installation: of a folder of backends. */
  readonly owner: string;
  /** Name of the backend. */
  readonly backend: string;
}

/** Where marks are kept: some stores cannot keep any. */
export interface MarkKeeper {
  /** Undefined when there is none. */
  read(signal?: AbortSignal): Promise<string | undefined>;
  /** Replaces the mark; one that came since it was read is refused where the place can do that. */
  write(text: string, replace: boolean, signal?: AbortSignal): Promise<void>;
  remove(): Promise<void>;
}

/** A store, as far as its mark goes. */
export interface MarkedPlace {
  readonly mark?: MarkKeeper | undefined;
}

export interface ClaimOptions {
  /** The mark of another is replaced. */
  readonly takeOver?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Throws ManagerError `place_taken`, and what the store throws when it is away. */
export async function claimPlace(
  { mark: keeper }: MarkedPlace,
  mark: PlaceMark,
  { takeOver = false, signal }: ClaimOptions = {},
): Promise<void> {
  if (keeper === undefined) return;
  const before = readMark(await keeper.read(signal));
  if (isSame(before, mark)) return;
  if (before !== undefined && !takeOver) throw taken(before, mark);
  await keeper.write(`${JSON.stringify(mark)}\n`, before !== undefined, signal);
  const after = readMark(await keeper.read(signal));
  if (!isSame(after, mark)) throw taken(after, mark);
}

/** What is another's stays. */
export async function releasePlace({ mark: keeper }: MarkedPlace, mark: PlaceMark): Promise<void> {
  if (keeper !== undefined && isSame(readMark(await keeper.read()), mark)) await keeper.remove();
}

function isSame(one: PlaceMark | undefined, other: PlaceMark): boolean {
  return one?.owner === other.owner && one.backend === other.backend;
}

/** A mark that cannot be read is somebody's all the same. */
function readMark(text: string | undefined): PlaceMark | undefined {
  if (text === undefined) return undefined;
  try {
    const { owner, backend } = Object(JSON.parse(text));
    return { owner: String(owner), backend: String(backend) };
  } catch {
    return { owner: 'unknown', backend: 'unknown' };
  }
}

function taken(found: PlaceMark | undefined, { owner }: PlaceMark): ManagerError {
  const who =
    found?.owner === owner ? `backend ${found.backend} of this installation` : `the installation ${found?.owner}`;
  return new ManagerError('place_taken', `the place belongs to ${who}: its mark ${MARK_NAME} says so`);
}
