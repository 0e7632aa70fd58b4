/**
 * `import 'trailkeeper/testing/vitest'` in a setup file of vitest: adds `expect(logger).toHaveAudited(fields)`, on a
 * `MemoryAuditLogger`. Elsewhere `register(expect)` does it with an `expect` of your own.
 */
import type {} from 'vitest';
import type { AuditedFields } from './match-event.js';
import { type ExtendableExpect, registerWith } from './to-have-audited.js';

declare module 'vitest' {
  interface Matchers<T> {
    /** An event was logged that has these fields; of objects only the members that are named count. */
    toHaveAudited(fields: AuditedFields): T;
  }
}

export function register(expect: ExtendableExpect): void {
  registerWith(expect, 'vitest');
}

/** Under this name vitest keeps the `expect` of a worker, whether its globals are on or not. */
const found: unknown = Reflect.get(globalThis, Symbol.for('expect-global')) ?? Reflect.get(globalThis, 'expect');
if (found !== undefined) registerWith(found, 'vitest');
