import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { audited } from '../../../../shared/client/track/audited.js';
import { notAudited } from '../../../../shared/client/track/not-audited.js';
import type { AuditPolicy } from '../../../../shared/client/track/policy.js';

const audit = new MemoryAuditLogger();

const policy: AuditPolicy<BackendManager> = {
  createBackend: { type: 'backend_operation', action: 'create', resource: (id) => id },
  listBackends: notAudited('names only'),
};

@audited(audit, policy)
class BackendManager {
  static readonly version = 1;
  readonly #names: string[] = [];
  createBackend(id: string): number {
    return this.#names.push(id);
  }
  listBackends(): readonly string[] {
    return this.#names;
  }
}

describe('audited', () => {
  it('works as a standard decorator and leaves the class what it is', () => {
    audit.clear();
    const manager = new BackendManager();
    expect(manager.createBackend('a')).toBe(1);
    expect(manager.listBackends()).toEqual(['a']);
    expect(manager).toBeInstanceOf(BackendManager);
    expect([BackendManager.name, BackendManager.version]).toEqual(['BackendManager', 1]);
    expect(audit.get({ action: 'create' }).resource_id).toBe('a');
  });

  it.each([
    ['standard', {}],
    ['legacy', { experimentalDecorators: true }],
  ])('works as a %s decorator in compiled code', async (_name, compilerOptions) => {
    const source = `
      exports.create = (decorator: unknown) => {
        @decorator
        class Manager {
          static #made = 0;
          static made() { return Manager.#made; }
          #id = ++Manager.#made;
          run(step: number) { return step + this.#id; }
        }
        return Manager;
      };`;
    const { code } = await transform(source, { loader: 'ts', target: 'node20', tsconfigRaw: { compilerOptions } });
    const compiled: { create?: (decorator: unknown) => typeof CompiledManager } = {};
    new Function('exports', code)(compiled);
    const memory = new MemoryAuditLogger();
    const run = { type: 'thing', action: 'run', resource: (step: number) => String(step) };
    const Manager = compiled.create?.(audited(memory, { run }));
    expect(Manager && new Manager().run(1)).toBe(2);
    expect(Manager?.made()).toBe(1);
    expect(memory.events.map((event) => event.resource_id)).toEqual(['1']);
  });

  it('works as a plain call and returns nothing', () => {
    const memory = new MemoryAuditLogger();
    class Thing {
      run(): void {}
    }
    expect(audited(memory, { run: { type: 'thing', action: 'run' } })(Thing)).toBeUndefined();
    new Thing().run();
    expect(memory.events).toHaveLength(1);
  });
});

declare class CompiledManager {
  static made(): number;
  run(step: number): number;
}
