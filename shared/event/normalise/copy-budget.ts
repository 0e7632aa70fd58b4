import { MAX_DEPTH, MAX_LINE_BYTES } from '../values/limits.js';

/** Values copied from one root. A value takes at least two bytes of a line (`1,`), so more could never be stored. */
export const MAX_NODES = MAX_LINE_BYTES / 2;
/** Characters kept from one root. Longer text is cut from the line anyway, and until then it would fill memory. */
export const MAX_TEXT = 4 * 1_024 * 1_024;

const NODE_BYTES = 24;

/** What one deep copy has used of its limits, and where it is. */
export class CopyBudget {
  /** Something was left out. */
  isCut = false;
  nodes = 0;
  text = 0;
  /** How many containers enclose the value being copied. */
  depth = 0;
  /** Those containers, outermost first; the places after `depth` are empty. */
  readonly enclosing: (object | undefined)[] = new Array<object | undefined>(MAX_DEPTH).fill(undefined);

  /** Asked before each further value: true means that it is left out. */
  get isSpent(): boolean {
    if (this.nodes < MAX_NODES) return false;
    this.isCut = true;
    return true;
  }

  /** What the copy takes in memory, roughly: close enough to bound a buffer. */
  get bytes(): number {
    return this.nodes * NODE_BYTES + this.text;
  }

  takeText(text: string): string {
    // Never its beginning: half a secret no longer looks like one, and redaction comes later.
    return this.takes(text.length) ? text : `[text of ${text.length} characters]`;
  }

  takeKey(key: string): string {
    return this.takes(key.length) ? key : `[key of ${key.length} characters]`;
  }

  private takes(characters: number): boolean {
    if (this.text + characters > MAX_TEXT) {
      this.isCut = true;
      return false;
    }
    this.text += characters;
    return true;
  }
}

/** Used again by every call, because making one costs as much as copying a small object. */
const shared = new CopyBudget();
let sharedIsInUse = false;

/** A whole budget, for one copy; hand it back in a `finally`. */
export function borrowCopyBudget(): CopyBudget {
  // A getter or a `toJSON` may log an event itself, in the middle of the copy for another.
  if (sharedIsInUse) return new CopyBudget();
  sharedIsInUse = true;
  shared.isCut = false;
  shared.nodes = 0;
  shared.text = 0;
  return shared;
}

export function returnCopyBudget(budget: CopyBudget): void {
  if (budget === shared) sharedIsInUse = false;
}
