import { describe, expect, it } from 'vitest';
import type { EventInput, EventLogger } from '../../../../shared/client/event/event-logger.js';
import { audited } from '../../../../shared/client/track/audited.js';
import { instrument } from '../../../../shared/client/track/instrument.js';
import { notAudited } from '../../../../shared/client/track/not-audited.js';
import type { AuditPolicy, ClosedAuditPolicy } from '../../../../shared/client/track/policy.js';

class Shelf {
  static open(name: string): Shelf {
    return new Shelf(name);
  }
  readonly label = 'x';
  constructor(readonly name: string) {}
  get size(): number {
    return 1;
  }
  async put(id: string, bytes: Uint8Array): Promise<{ hash: string }> {
    return { hash: `${id}${bytes.length}${this.secret()}` };
  }
  find(id: string): string;
  find(id: number, strict: boolean): number;
  find(id: string | number): string | number {
    return id;
  }
  *list(prefix: string): Generator<string, number> {
    yield prefix;
    return 1;
  }
  async *walk(): AsyncGenerator<string, boolean> {
    yield 'a';
    return true;
  }
  protected guarded(): void {}
  private secret(): string {
    return '';
  }
}

class LoggingShelf extends Shelf {
  auditLogger: EventLogger = { logEvent: () => undefined };
}

const audit: EventLogger = { logEvent: (_event: EventInput) => undefined };
const list = notAudited('names only');
const walk = notAudited('names only');
const find = notAudited('reads');
const put = { type: 'shelf', action: 'put' };

describe('the types of a policy', () => {
  it('is checked by the compiler', () => {
    const inline = () =>
      instrument(
        class extends Shelf {},
        {
          put: {
            type: 'shelf',
            action: 'put',
            resource: (id) => id.toUpperCase(),
            resourceType: 'book',
            related: function (id) {
              return [{ resource_id: `${this.name}${id}`, role: 'shelf' }];
            },
            details: (_id, bytes) => ({ size: bytes.length }),
            keeps: ['size'],
            actor: () => undefined,
            outcome: ({ hash }, id) => ({ details: { hash: hash.toLowerCase() }, resource: id }),
          },
          find: {
            type: 'shelf',
            action: (id) => (typeof id === 'string' ? 'find' : 'count'),
            outcome: (found, _id, strict) => (found === 1 && strict === true ? 'partial' : undefined),
          },
          list: { type: 'shelf', action: 'list', outcome: (count) => (count > 1 ? 'partial' : 'success') },
          walk: { type: 'shelf', action: 'walk', outcome: (all) => (all ? 'success' : { error: 'no' }) },
          statics: { open: { type: 'shelf', action: 'open', resource: (name) => name } },
        },
        audit,
      );
    expect(inline).not.toThrow();

    // @ts-expect-error: `walk` has no decision
    const missing: AuditPolicy<Shelf> = { put, find, list };
    // @ts-expect-error: a private method is not in a policy
    const hidden: AuditPolicy<Shelf> = { put, find, list, walk, secret: notAudited('private') };
    // @ts-expect-error: nor is a protected one
    const guarded: AuditPolicy<Shelf> = { put, find, list, walk, guarded: notAudited('protected') };
    // @ts-expect-error: nor a getter
    const getter: AuditPolicy<Shelf> = { put, find, list, walk, size: notAudited('getter') };
    // @ts-expect-error: a misspelt method
    const misspelt: ClosedAuditPolicy<Shelf> = { putt: put, others: notAudited('rest') };
    // @ts-expect-error: a reason has to be given
    const noReason: AuditPolicy<Shelf> = { put, find, list, walk: undefined };
    // @ts-expect-error: a row needs an action
    const noAction: AuditPolicy<Shelf> = { put: { type: 'shelf' }, find, list, walk };
    const byNumber = (id: number) => String(id);
    // @ts-expect-error: `id` is text
    const wrongArgument: AuditPolicy<Shelf> = { put: { ...put, resource: byNumber }, find, list, walk };
    // @ts-expect-error: the name of a static method
    const noStatic: AuditPolicy<Shelf, typeof Shelf> = { put, find, list, walk, statics: { close: put } };
    // @ts-expect-error: nothing says that the rest is not audited
    const notClosed: ClosedAuditPolicy<Shelf> = { put };
    const closed: ClosedAuditPolicy<Shelf> = { put, others: notAudited('the rest') };
    expect([
      missing,
      hidden,
      guarded,
      getter,
      misspelt,
      noReason,
      noAction,
      wrongArgument,
      noStatic,
      notClosed,
      closed,
    ]).toHaveLength(11);

    const wrongCalls = () => {
      // @ts-expect-error: instances of this class bring no logger
      instrument(Shelf, { put, find, list, walk });
      // @ts-expect-error: `walk` has no decision
      instrument(Shelf, { put, find, list }, audit);
      // @ts-expect-error: `walk` has no decision
      audited(audit, { put, find, list })(Shelf);
      // @ts-expect-error: a misspelt method of a closed policy
      instrument(Shelf, { putt: put, others: list }, audit);
      // @ts-expect-error: a misspelt member of a row
      instrument(Shelf, { put: { type: 'shelf', action: 'put', resurce: 'a' }, others: list }, audit);
      instrument(LoggingShelf, { put, find, list, walk });
      instrument(Shelf, { put: { ...put, resource: (id) => id.trim() }, others: list }, audit);
    };
    expect(wrongCalls).toBeTypeOf('function');
    audited(audit, { put, find, list, walk })(class extends Shelf {});
    const named: AuditPolicy<Shelf> = { put, find, list, walk };
    audited(audit, named)(class extends Shelf {});
    audited(audit, closed)(class extends Shelf {});
  });

  it('takes a class with an index signature, and still asks for each of its methods', () => {
    class Indexed {
      [key: string]: unknown;
      put(book: string): string {
        return book;
      }
      list(): string[] {
        return [];
      }
    }
    const row = { type: 'shelf', action: 'put' };
    const policy: AuditPolicy<Indexed> = { put: { ...row, resource: (book) => book }, list: notAudited('names only') };
    // @ts-expect-error: `list` has no decision
    const missing: AuditPolicy<Indexed> = { put: row };
    instrument(Indexed, policy, audit);
    expect([new Indexed().put('dune'), Object.keys(missing)]).toEqual(['dune', ['put']]);
  });

  it('is checked where the decorator stands', () => {
    // @ts-expect-error: `walk` has no decision
    @audited(audit, { put, find, list })
    class Wrong extends Shelf {}
    @audited(audit, { put, find, list, walk })
    class Right extends Shelf {}
    expect(new Right('a')).toBeInstanceOf(Shelf);
    expect(Wrong.name).toBe('Wrong');
  });
});
