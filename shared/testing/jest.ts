/**
 * `import 'trailkeeper/testing/jest'` in a file of `setupFilesAfterEnv`: adds `expect(logger).toHaveAudited(fields)`, on a
 * `MemoryAuditLogger`. Where jest injects no globals, `register(expect)` does it with the one of `@jest/globals`.
 */
import type { AuditedFields } from './match-event.js';
import { type ExtendableExpect, registerWith } from './to-have-audited.js';

declare global {
  namespace jest {
    interface Matchers<R> {
      /** An event was logged that has these fields; of objects only the members that are named count. */
      toHaveAudited(fields: AuditedFields): R;
    }
  }
}

export function register(expect: ExtendableExpect): void {
  registerWith(expect, 'jest');
}

const found: unknown = Reflect.get(globalThis, 'expect');
if (found !== undefined) registerWith(found, 'jest');
