/** Which backends hold which pinned content: a log, so that a change costs the same whatever is pinned. */
import type { Damage } from '../checked-log.js';
import { LoggedMap } from '../logged-map.js';

export interface Pin {
  readonly cid: string;
  /** Bytes. */
  readonly size: number;
  /** Names, sorted. */
  readonly backends: readonly string[];
}

/** An object of somebody else, a bucket for instance, that the pin holds: it has no copy of its own there. */
export interface HeldObject {
  readonly backend: string;
  readonly key: string;
}

export interface PinRecord {
  readonly cid: string;
  readonly size: number;
  /** Backends with a copy of the pin's own. */
  readonly own: readonly string[];
  readonly held: readonly HeldObject[];
  /** Backends that may have a copy which is not the pin's any more, or not yet: a sweep removes it. */
  readonly removing: readonly string[];
}

export class PinFile {
  private readonly pins: LoggedMap<PinRecord>;

  constructor(path: string) {
    this.pins = new LoggedMap(path, parsePin);
  }

  get damage(): readonly Damage[] {
    return this.pins.damage;
  }

  /** Undefined as well for what has no copy left anywhere. Reads the disk in the call when nothing did before. */
  find(cid: string): PinRecord | undefined {
    return this.pins.get(cid);
  }

  /** Sorted by content id. */
  list(): Pin[] {
    const all = [...this.pins.entries()].map(([, pin]) => toPin(pin)).filter(({ backends }) => backends.length > 0);
    return all.sort((a, b) => (a.cid < b.cid ? -1 : 1));
  }

  listUnfinished(): PinRecord[] {
    return [...this.pins.entries()].map(([, pin]) => pin).filter(({ removing }) => removing.length > 0);
  }

  isOn(backend: string): boolean {
    for (const [, pin] of this.pins.entries()) if (toPin(pin).backends.includes(backend)) return true;
    return false;
  }

  /** Durable when it resolves. One without backends is forgotten. */
  async put(pin: PinRecord): Promise<void> {
    const isEmpty = pin.own.length + pin.held.length + pin.removing.length === 0;
    await this.pins.set(pin.cid, isEmpty ? undefined : pin);
  }
}

export function toPin({ cid, size, own, held }: PinRecord): Pin {
  return { cid, size, backends: sortNames([...own, ...held.map(({ backend }) => backend)]) };
}

export function sortNames(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function parsePin(value: unknown): PinRecord {
  const pin = Object(value);
  const isPin =
    typeof Reflect.get(pin, 'cid') === 'string' &&
    typeof Reflect.get(pin, 'size') === 'number' &&
    ['own', 'held', 'removing'].every((name) => Array.isArray(Reflect.get(pin, name)));
  if (!isPin) throw new SyntaxError('not a pin');
  return pin;
}
