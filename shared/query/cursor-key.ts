/** The key of the cursors, derived from the trail key, so that no second secret has to be kept. */
import { hkdfSync } from 'node:crypto';

/** 32 bytes. */
export const deriveCursorKey = (trailKey: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', trailKey, '', 'trailkeeper/cursor', 32));
