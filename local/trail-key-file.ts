/** The trail key of the local runtime: a file, made once. Whoever has it can aim at event ids, hence its mode. */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailKeyError } from '../shared/config/trail-key.js';

const KEY_FILE = 'trail.key';
const KEY_BYTES = 32;

/**
 * Reads the key of a data folder, or makes it when there is none. The caller holds the folder's lock.
 * @throws TrailKeyError when the file is not a key: a new one would give the events of before other ids.
 */
export function loadLocalTrailKey(dataDir: string): Buffer {
  const path = join(dataDir, KEY_FILE);
  if (!existsSync(path)) create(path);
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) {
    const [expected, got] = [`${KEY_BYTES} bytes`, String(key.length)];
    const message = `${path} is damaged: expected ${expected}, got ${got}; restore it from a backup`;
    throw new TrailKeyError('bad_trail_key', { message, expected, got });
  }
  return key;
}

/** Complete before it has its name, so that a crash leaves no half key; never over an existing one. */
function create(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flush: true });
  linkSync(draft, path);
  rmSync(draft);
}
