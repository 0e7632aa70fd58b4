import { describe, expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';

const throwing = () => {
  throw new RangeError('the password is hunter2');
};
const base = { type: 'vfs_operation', action: 'write' };

/** What is recorded of `run(...args)` with this row; the row is not checked by the compiler, as in plain JavaScript. */
function record(row: object, run: (...args: unknown[]) => unknown = () => 'result', args: unknown[] = ['a', 1]) {
  class Thing {
    readonly name = 'thing-1';
    declare run: (...args: unknown[]) => unknown;
  }
  Object.defineProperty(Thing.prototype, 'run', { value: run, configurable: true, writable: true });
  const audit = new MemoryAuditLogger();
  Reflect.apply(instrument, undefined, [Thing, { run: { ...base, ...row } }, audit]);
  let result: unknown;
  try {
    result = new Thing().run(...args);
  } catch (error) {
    result = error;
  }
  expect(audit.rejected).toEqual([]);
  return { event: audit.get({}), result };
}

describe('members of a row', () => {
  it('are values or functions of the arguments, with the instance as this', () => {
    const { event } = record({
      resource(this: { name: string }, id: string) {
        return `${this.name}:${id}`;
      },
      resourceType: 'file',
      related: (id: string) => [{ resource_id: id, role: 'bucket', extra: 1 }],
      actor: 'alice',
      details: (_id: string, size: number) => ({ size }),
    });
    expect(event).toMatchObject({
      resource_id: 'thing-1:a',
      resource_type: 'file',
      related: [{ resource_id: 'a', role: 'bucket' }],
      user_id: 'alice',
      details: { size: 1 },
    });
  });

  it('may be numbers where ids are meant', () => {
    expect(record({ resource: () => 7n, actor: () => 42 }).event).toMatchObject({ resource_id: '7', user_id: '42' });
  });

  it.each(['type', 'action', 'resource', 'resourceType', 'related', 'details', 'actor', 'outcome'])(
    'change nothing when %s throws, but are noted, without the message',
    (member) => {
      const { event, result } = record({ [member]: throwing });
      expect(result).toBe('result');
      expect(event.details?.audit_error).toMatch(new RegExp(`^${member}: RangeError`));
      expect(JSON.stringify(event)).not.toContain('hunter2');
      expect(event.status).toBe(member === 'outcome' ? 'unknown' : 'success');
      expect([event.event_type, event.action]).toEqual([
        member === 'type' ? 'unknown' : 'vfs_operation',
        member === 'action' ? 'run' : 'write',
      ]);
    },
  );

  it.each([
    ['an empty resource', { resource: '' }, 'resource: gave no text'],
    ['a resource that is an object', { resource: () => ({}) }, 'resource: gave no text'],
    ['related that is no list', { related: 'bucket' }, 'related: gave no { resource_id, role }'],
    ['related without a role', { related: [{ resource_id: 'a' }] }, 'related: gave no { resource_id, role }'],
    ['a function that gives a promise', { details: async () => throwing() }, 'details: gave a promise'],
    ['an outcome that is a promise', { outcome: async () => throwing() }, 'outcome: gave a promise'],
    ['an outcome of an unknown status', { outcome: () => 'great' }, 'outcome: TypeError'],
    ['an outcome that is no object', { outcome: () => 7 }, 'outcome: TypeError'],
    ['an action with a comma', { action: () => 'a,b' }, 'action: gave no name of 1 to 512 bytes'],
  ])('are left out and noted: %s', async (_name, row, note) => {
    const { event, result } = record(row);
    expect(result).toBe('result');
    expect(event.details?.audit_error).toBe(note);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('keep the first of too many related resources', () => {
    const related = Array.from({ length: 40 }, (_, at) => ({ resource_id: `b-${at}`, role: 'backend' }));
    const { event } = record({ related });
    expect(event.related).toEqual(related.slice(0, 32));
    expect(event.details?.audit_error).toBe('related: 40 resources, more than 32');
  });

  it('that are hostile objects cost a detail, not the event', () => {
    const hostile = new Proxy(
      {},
      {
        get: throwing,
        has: throwing,
        ownKeys: throwing,
        getPrototypeOf: throwing,
        getOwnPropertyDescriptor: throwing,
      },
    );
    const { event } = record({ details: () => hostile, related: () => [hostile], outcome: () => hostile });
    expect(event).toMatchObject({ details: { path: '[threw]', size: '[threw]' } });
    expect(event.status).toBe('unknown');
  });

  it('make no events by calling tracked methods', () => {
    class Shelf {
      put(): number {
        return this.size();
      }
      size(): number {
        return 1;
      }
    }
    const audit = new MemoryAuditLogger();
    instrument(
      Shelf,
      {
        put: {
          ...base,
          details(this: Shelf) {
            return { size: this.put() };
          },
        },
        size: { ...base, action: 'read' },
      },
      audit,
    );
    new Shelf().put();
    expect(audit.events.map((event) => event.action)).toEqual(['read', 'write']);
    expect(audit.get({ action: 'write' }).details).toEqual({ size: 1 });
  });
});

describe('kept details', () => {
  const details = { path: '/a', size: 1, content: 'secret', etag: 'x' };

  it('are those of the catalogue', () => {
    expect(record({ details }).event.details).toEqual({ path: '/a', size: 1 });
    expect(
      record({ details, outcome: () => ({ details: { sha256: 'f00', content: 'secret' } }) }).event.details,
    ).toEqual({
      path: '/a',
      size: 1,
      sha256: 'f00',
    });
  });

  it('are none of a kind that the catalogue does not know', () => {
    expect(record({ type: 'unheard_of', details }).event.details ?? {}).toEqual({});
  });

  it('are those that the row says besides', () => {
    expect(record({ type: 'unheard_of', details, keeps: ['etag'] }).event.details).toEqual({ etag: 'x' });
    expect(record({ details, keeps: ['etag'] }).event.details).toEqual({ path: '/a', size: 1, etag: 'x' });
  });

  it('are there on failure too', () => {
    const { event } = record({ details, resource: 'b' }, () => throwing());
    expect(event).toMatchObject({ status: 'failure', resource_id: 'b', details: { path: '/a', size: 1 } });
  });
});

describe('outcomes', () => {
  const denied = Object.assign(new Error('no'), { code: 'EACCES' });
  it.each([
    ['nothing', undefined, { status: 'success' }],
    ['a status', 'partial', { status: 'partial' }],
    ['an object', { status: 'denied' }, { status: 'denied' }],
    ['an error', { error: new TypeError('bad') }, { status: 'failure', error: { code: 'TypeError', message: 'bad' } }],
    [
      'a code and message',
      { error: { code: 'E1', message: 'm' } },
      { status: 'failure', error: { code: 'E1', message: 'm' } },
    ],
    ['text', { error: 'went wrong' }, { status: 'failure', error: { code: 'not_an_error', message: 'went wrong' } }],
    ['an error of access', { error: denied }, { status: 'denied', error: { code: 'EACCES', message: 'no' } }],
    ['both', { status: 'partial', error: denied }, { status: 'partial', error: { code: 'EACCES', message: 'no' } }],
    [
      'what the operation made',
      { resource: 'id-7', related: [{ resource_id: 'r', role: 'x' }] },
      { resource_id: 'id-7' },
    ],
  ])('may be given as %s', (_name, outcome, expected) => {
    const { event } = record({ outcome: () => outcome });
    expect(event).toMatchObject({ status: 'success', ...expected });
  });

  it('see the result and the arguments', () => {
    const seen: unknown[] = [];
    record({ outcome: (...given: unknown[]) => void seen.push(...given) });
    expect(seen).toEqual(['result', 'a', 1]);
  });

  it('add to what the arguments told', () => {
    const { event } = record({
      resource: 'asked',
      related: [{ resource_id: 'a', role: 'bucket' }],
      details: { path: '/a', size: 1 },
      outcome: () => ({ related: [{ resource_id: 'b', role: 'backend' }], details: { size: 2 } }),
    });
    expect(event).toMatchObject({
      resource_id: 'asked',
      related: [
        { resource_id: 'a', role: 'bucket' },
        { resource_id: 'b', role: 'backend' },
      ],
      details: { path: '/a', size: 2 },
    });
  });

  it('are not asked when the method throws', () => {
    const { event, result } = record({ outcome: () => 'success' }, () => {
      throw denied;
    });
    expect(result).toBe(denied);
    expect(event.status).toBe('denied');
  });
});
