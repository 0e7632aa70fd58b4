import { describe, expect, it, vi } from 'vitest';
import { runInContext, runUnaudited } from '../../../../shared/client/context/context.js';
import { runInScope } from '../../../../shared/client/context/scope.js';
import type { EventLogger } from '../../../../shared/client/event/event-logger.js';
import { MemoryAuditLogger } from '../../../../shared/client/record/memory-audit-logger.js';
import { instrument } from '../../../../shared/client/track/instrument.js';
import { notAudited } from '../../../../shared/client/track/not-audited.js';

/** A new class each time, because a class is instrumented once. */
function createBackendManager() {
  class BackendManager {
    auditLogger: EventLogger;
    #backends = new Map<string, object>();
    constructor(auditLogger: EventLogger) {
      this.auditLogger = auditLogger;
    }
    async createBackend(id: string, config: { type: string; [key: string]: unknown }, _options?: { userId?: string }) {
      await Promise.resolve();
      if (this.#backends.has(id)) throw Object.assign(new Error(`${id} exists`), { code: 'EEXIST' });
      this.#backends.set(id, config);
      return { id, ...config };
    }
    count(): number {
      return this.#backends.size;
    }
  }
  instrument(BackendManager, {
    createBackend: {
      type: 'backend_operation',
      action: 'create',
      resource: (id) => id,
      actor: (_id, _config, options) => options?.userId,
      details: (_id, config) => ({ type: config.type, config, unknown: 'x' }),
    },
    count: notAudited('a number only'),
  });
  return BackendManager;
}

describe('instrument', () => {
  it('makes one event of a call, also with a plain double as logger', async () => {
    const manager = new (createBackendManager())(new MemoryAuditLogger());
    const auditLogger = { logEvent: vi.fn() };
    manager.auditLogger = auditLogger;

    await manager.createBackend('backend-1', { type: 'local' }, { userId: 'alice' });

    expect(auditLogger.logEvent).toHaveBeenCalledOnce();
    expect(auditLogger.logEvent.mock.calls[0]?.[0]).toMatchObject({
      event_type: 'backend_operation',
      action: 'create',
      status: 'success',
      resource_id: 'backend-1',
      user_id: 'alice',
    });
  });

  it('records what the row and the clock say, and of the details only what the catalogue names', async () => {
    const audit = new MemoryAuditLogger();
    const manager = new (createBackendManager())(audit);
    const before = new Date().toISOString();
    await manager.createBackend('backend-1', { type: 's3', bucket: 'b' });
    expect(audit.events).toEqual([
      {
        schema_version: 1,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        duration_ms: expect.any(Number),
        operation_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        event_type: 'backend_operation',
        action: 'create',
        status: 'success',
        user_id: 'system',
        resource_id: 'backend-1',
        correlation_id: audit.events[0]?.operation_id,
        details: { type: 's3', config: { type: 's3', bucket: 'b' } },
        producer_id: 'memory',
        seq: 1,
      },
    ]);
    expect((audit.events[0]?.timestamp ?? '') >= before.slice(0, -1)).toBe(true);
  });

  it('records a failure and throws the same error', async () => {
    const audit = new MemoryAuditLogger();
    const manager = new (createBackendManager())(audit);
    await manager.createBackend('backend-1', { type: 'local' });
    audit.clear();
    const error: unknown = await manager.createBackend('backend-1', { type: 'local' }).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'EEXIST' });
    expect(error instanceof Error && error.stack).toContain('instrument.test.ts');
    expect(audit.get({ status: 'failure' })).toMatchObject({
      resource_id: 'backend-1',
      error: { code: 'EEXIST', message: 'backend-1 exists' },
    });
  });

  it('copies what details the arguments hold before the method runs', async () => {
    const audit = new MemoryAuditLogger();
    const manager = new (createBackendManager())(audit);
    const config = { type: 'local', nested: { path: '/a' } };
    const created = manager.createBackend('backend-1', config);
    config.nested.path = '/changed';
    await created;
    expect(audit.events[0]?.details).toMatchObject({ config: { nested: { path: '/a' } } });
  });

  it('takes the actor of the row, else of the context, else system', async () => {
    const audit = new MemoryAuditLogger();
    const manager = new (createBackendManager())(audit);
    await runInContext({ user_id: 'bob' }, async () => {
      await manager.createBackend('backend-1', { type: 'local' }, { userId: 'alice' });
      await manager.createBackend('backend-2', { type: 'local' });
    });
    await manager.createBackend('backend-3', { type: 'local' });
    expect(audit.events.map((event) => event.user_id)).toEqual(['alice', 'bob', 'system']);
  });

  it('adds what the context knows', async () => {
    const audit = new MemoryAuditLogger();
    const manager = new (createBackendManager())(audit);
    const bucket = { resource_id: 'bucket-1', role: 'bucket' };
    const context = { correlation_id: 'r-1', source_ip: '10.0.0.1', on_behalf_of: 'carol', related: [bucket] };
    await runInContext(context, () => manager.createBackend('backend-1', { type: 'local' }));
    expect(audit.events[0]).toMatchObject(context);
  });

  it('warns once of details that no event keeps', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    class Press {
      print(_book: string): void {}
    }
    const details = (book: string) => ({ book, pages: 1 });
    const row = { type: 'press', action: 'print', details, keeps: ['pages'] };
    instrument(Press, { print: row }, new MemoryAuditLogger());
    new Press().print('dune');
    new Press().print('dune');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(warnings.filter((text) => text.includes('press'))).toEqual([
      'details.book of press/print is not kept: neither the catalogue nor keeps of its row names it.',
    ]);
  });

  it('takes reason and tags of the row before those of the context', () => {
    const audit = new MemoryAuditLogger();
    class Shelf {
      put(_book: string, _why?: string): void {}
    }
    const tags: (book: string) => string[] = (book) => (book === 'bad' ? [Object(1)] : [book]);
    instrument(Shelf, { put: { type: 'shelf', action: 'put', reason: (_book, why) => why, tags } }, audit);
    runInContext({ reason: 'stocktaking', tags: ['night'] }, () => {
      new Shelf().put('dune', 'a gift');
      new Shelf().put('dune');
      new Shelf().put('bad');
    });
    expect(audit.events).toMatchObject([
      { reason: 'a gift', tags: ['dune', 'night'] },
      { reason: 'stocktaking', tags: ['dune', 'night'] },
      { tags: ['night'], details: { audit_error: 'tags: gave no list of texts' } },
    ]);
  });

  it('joins a call of itself with the same arguments where its row says so', async () => {
    const audit = new MemoryAuditLogger();
    class Database {
      isOpen = false;
      async get(key: string): Promise<string> {
        if (this.isOpen) return key;
        await new Promise((resolve) => setImmediate(resolve));
        this.isOpen = true;
        return key === 'other' ? this.get('a') : this.get(key);
      }
    }
    instrument(Database, { get: { type: 'db', action: 'get', reentry: 'joins', resource: (key) => key } }, audit);
    await new Database().get('a');
    expect(audit.events).toHaveLength(1);
    const database = new Database();
    await database.get('other');
    await database.get('a');
    expect(audit.events.map(({ resource_id }) => resource_id)).toEqual(['a', 'a', 'other', 'a']);
  });

  it('warns in development of work in a context that is over', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    class Late {
      run(): void {}
    }
    instrument(Late, { run: { type: 'late', action: 'run' } }, new MemoryAuditLogger());
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let later: Promise<unknown> = turn();
    await runInScope({ user_id: 'alice' }, async () => {
      new Late().run();
      later = turn()
        .then(turn)
        .then(() => new Late().run());
    });
    await turn();
    expect(warnings).toEqual([]);
    await later;
    await turn();
    process.off('warning', listen);
    expect(warnings).toEqual([expect.stringContaining('Late.run runs in the context of an audit.run that is over')]);
  });

  it('makes no events where auditing itself works', () => {
    const audit = new MemoryAuditLogger();
    const manager = new (createBackendManager())(audit);
    runUnaudited(() => void manager.createBackend('backend-1', { type: 'local' }));
    expect(audit.events).toEqual([]);
  });
});

class Chain {
  auditLogger: EventLogger;
  constructor(
    audit: EventLogger,
    readonly next?: Chain,
  ) {
    this.auditLogger = audit;
  }
  async run(depth: number): Promise<number> {
    await Promise.resolve();
    return depth === 0 ? 0 : 1 + (await this.run(depth - 1));
  }
  runAtOnce(depth: number): number {
    return depth === 0 ? 0 : 1 + this.runAtOnce(depth - 1);
  }
}
instrument(Chain, {
  run: {
    type: 'chain',
    action: 'run',
    resource: (depth) => String(depth),
    actor: (depth) => (depth === 3 ? 'alice' : undefined),
  },
  runAtOnce: { type: 'chain', action: 'run', resource: (depth) => String(depth) },
});

describe('nested operations', () => {
  it.each(['run', 'runAtOnce'] as const)(
    'of %s are linked, share the correlation, and sort as they ran',
    async (method) => {
      const audit = new MemoryAuditLogger();
      expect(await new Chain(audit)[method](3)).toBe(3);
      const byStart = audit.events.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
      expect(byStart.map((event) => event.resource_id)).toEqual(['3', '2', '1', '0']);
      expect(byStart.map((event) => event.caused_by)).toEqual([
        undefined,
        ...byStart.slice(0, 3).map((event) => event.operation_id),
      ]);
      expect(new Set(byStart.map((event) => event.correlation_id))).toEqual(new Set([byStart[0]?.operation_id]));
    },
  );

  it('are done by the actor of the operation around them', async () => {
    const audit = new MemoryAuditLogger();
    await new Chain(audit).run(3);
    expect(audit.events.map((event) => event.user_id)).toEqual(['alice', 'alice', 'alice', 'alice']);
  });
});

describe('a subclass', () => {
  function createClasses() {
    class Base {
      auditLogger: EventLogger;
      constructor(audit: EventLogger) {
        this.auditLogger = audit;
      }
      async create(id: string): Promise<string> {
        await Promise.resolve();
        return `base ${id}`;
      }
      remove(id: string): string {
        return `removed ${id}`;
      }
      list(): string[] {
        return [];
      }
    }
    class Sub extends Base {
      override async create(id: string): Promise<string> {
        await Promise.resolve();
        return `sub ${await super.create(id)}`;
      }
    }
    const row = (action: string) => ({ type: 'thing', action, resource: (id: string) => id });
    instrument(Base, { create: row('create'), remove: row('remove'), list: { type: 'thing', action: 'list' } });
    return { Base, Sub, row };
  }

  it('that is not instrumented makes the events of its base, once', async () => {
    const audit = new MemoryAuditLogger();
    const { Sub } = createClasses();
    expect(await new Sub(audit).create('a')).toBe('sub base a');
    expect(audit.events.map((event) => event.action)).toEqual(['create']);
  });

  it('that is instrumented makes one event of an override and its super call', async () => {
    const audit = new MemoryAuditLogger();
    const { Sub, row } = createClasses();
    instrument(Sub, { create: row('create_sub'), remove: row('remove_sub'), list: notAudited('names only') });
    const sub = new Sub(audit);
    expect(await sub.create('a')).toBe('sub base a');
    expect(audit.events.map((event) => event.action)).toEqual(['create_sub']);
  });

  it('decides anew on inherited methods, for itself alone', () => {
    const audit = new MemoryAuditLogger();
    const { Base, Sub, row } = createClasses();
    instrument(Sub, { create: row('create_sub'), remove: row('remove_sub'), list: notAudited('names only') });
    new Sub(audit).remove('a');
    new Sub(audit).list();
    expect(audit.events.map((event) => event.action)).toEqual(['remove_sub']);
    new Base(audit).remove('a');
    new Base(audit).list();
    expect(audit.events.map((event) => event.action)).toEqual(['remove_sub', 'remove', 'list']);
  });

  it('calling the same method on another instance is another operation', async () => {
    const audit = new MemoryAuditLogger();
    class Mirror extends createClasses().Base {
      constructor(
        logger: EventLogger,
        readonly twin?: Mirror,
      ) {
        super(logger);
      }
      override async create(id: string): Promise<string> {
        return this.twin ? this.twin.create(id) : super.create(id);
      }
    }
    const row = { type: 'thing', action: 'create' };
    instrument(Mirror, { create: row, others: notAudited('rest') });
    await new Mirror(audit, new Mirror(audit)).create('a');
    expect(audit.events).toHaveLength(2);
  });
});

describe('a foreign class', () => {
  function createClient() {
    class Client {
      readonly config = { region: 'eu-central-1' };
      send(command: { input: { Key: string } }): Promise<string>;
      send(command: { input: { Key: string } }, callback: (error: unknown, key: string) => void): void;
      send(command: { input: { Key: string } }, callback?: (error: unknown, key: string) => void): unknown {
        if (callback === undefined) return Promise.resolve(command.input.Key);
        callback(undefined, command.input.Key);
        return undefined;
      }
      destroy(): void {}
      static connect(region: string): Client {
        if (region === '') throw new RangeError('no region');
        return new Client();
      }
    }
    const audit = new MemoryAuditLogger();
    instrument(
      Client,
      {
        send: {
          type: 'object_store',
          action: (command) => command.constructor.name,
          resource: (command) => command.input.Key,
        },
        others: notAudited('lifecycle'),
        statics: { connect: { type: 'object_store', action: 'connect', resource: (region) => region } },
      },
      audit,
    );
    return { Client, audit };
  }

  class PutObjectCommand {
    constructor(readonly input: { Key: string }) {}
  }

  it('is instrumented without being changed in kind', async () => {
    const { Client, audit } = createClient();
    const client = new Client();
    expect(await client.send(new PutObjectCommand({ Key: 'a' }))).toBe('a');
    client.send(new PutObjectCommand({ Key: 'b' }), (_error, key) => expect(key).toBe('b'));
    client.destroy();
    expect(audit.events.map((event) => [event.action, event.resource_id])).toEqual([
      ['PutObjectCommand', 'a'],
      ['PutObjectCommand', 'b'],
    ]);
    expect(client).toBeInstanceOf(Client);
    expect(Object.keys(client)).toEqual(['config']);
    expect([Client.prototype.send.name, Client.prototype.send.length]).toEqual(['send', 2]);
  });

  it('has its named statics tracked', () => {
    const { Client, audit } = createClient();
    expect(Client.connect('eu')).toBeInstanceOf(Client);
    expect(() => Client.connect('')).toThrow(RangeError);
    expect(audit.events.map((event) => event.status)).toEqual(['success', 'failure']);
  });

  it('takes a logger for one instance, a frozen one too, and gives it back', async () => {
    const { Client, audit } = createClient();
    const own = new MemoryAuditLogger();
    const client = Object.freeze(new Client());
    const logging = Object.assign(client, { auditLogger: own });
    await client.send(new PutObjectCommand({ Key: 'a' }));
    await new Client().send(new PutObjectCommand({ Key: 'b' }));
    expect(own.events.map((event) => event.resource_id)).toEqual(['a']);
    expect(audit.events.map((event) => event.resource_id)).toEqual(['b']);
    expect(logging.auditLogger).toBe(own);
    Object.assign(client, { auditLogger: undefined });
    await client.send(new PutObjectCommand({ Key: 'c' }));
    expect(audit.get({ resource_id: 'c' }).status).toBe('success');
    expect(() => Object.assign(client, { auditLogger: {} })).toThrow('logEvent');
  });

  it('keeps a property of its own that has the name of the logger', async () => {
    class Logged {
      get auditLogger(): string {
        return 'mine';
      }
      run(): void {}
    }
    const audit = new MemoryAuditLogger();
    instrument(Logged, { run: { type: 'logged', action: 'run' } }, audit);
    const logged = new Logged();
    logged.run();
    expect(logged.auditLogger).toBe('mine');
    expect(audit.events).toHaveLength(1);
  });
});

describe('wrapping', () => {
  const audit = new MemoryAuditLogger();
  const row = { type: 'thing', action: 'run' };

  it('refuses a key that is not on the prototype, and wraps nothing then', () => {
    class Arrow {
      before(): void {}
      run = (): void => undefined;
    }
    const { before } = Arrow.prototype;
    expect(() => instrument(Arrow, { before: row, run: row }, audit)).toThrow(
      'Arrow.run cannot be audited: the class has no such method. A function assigned to a field exists on each instance',
    );
    expect(Arrow.prototype.before).toBe(before);
    instrument(Arrow, { before: row, run: notAudited('a field') }, audit);
    expect(Arrow.prototype.before).not.toBe(before);
  });

  it('refuses a second time', () => {
    class Twice {
      run(): void {}
    }
    instrument(Twice, { run: row }, audit);
    expect(() => instrument(Twice, { run: row }, audit)).toThrow('Twice is instrumented already');
  });

  it.each([
    ['a getter', 'value', 'a getter or a value'],
    ['the constructor', 'constructor', 'not a method'],
    ['what every object has', 'toString', 'no such method'],
    ['a misspelt method', 'runn', 'no such method'],
  ])('refuses %s', (_name, key, message) => {
    class Thing {
      get value(): number {
        return 1;
      }
      run(): void {}
    }
    const policy: Record<string, object> = { [key]: row };
    expect(() => Reflect.apply(instrument, undefined, [Thing, policy, audit])).toThrow(message);
  });

  it.each([
    ['no policy', undefined, 'is not an object'],
    ['a row that is none', { run: true }, 'Thing.run in the audit policy: expected a row'],
    ['a row without action', { run: { type: 'a' } }, 'Thing.run in the audit policy, action'],
    ['a type with a comma', { run: { type: 'a,b', action: 'c' } }, 'Thing.run in the audit policy, type'],
    ['an unknown member', { run: { ...row, resourse: 'a' } }, 'unknown member resourse'],
    ['an outcome that is no function', { run: { ...row, outcome: 'success' } }, 'outcome: expected a function'],
    ['keeps that is no list', { run: { ...row, keeps: 'size' } }, 'keeps: expected a list'],
    ['others that is a row', { others: row }, 'Thing.others in the audit policy: expected notAudited(reason)'],
  ])('refuses %s', (_name, policy, message) => {
    class Thing {
      run(): void {}
    }
    expect(() => Reflect.apply(instrument, undefined, [Thing, policy, audit])).toThrow(message);
  });

  it('refuses what is no class, no logger, or frozen', () => {
    class Frozen {
      run(): void {}
    }
    Object.freeze(Frozen.prototype);
    expect(() => instrument(Frozen, { run: row }, audit)).toThrow('Frozen.run cannot be audited: the class is frozen');
    expect(() => Reflect.apply(instrument, undefined, [{}, {}, audit])).toThrow('expected a class');
    expect(() => Reflect.apply(instrument, undefined, [class {}, {}, {}])).toThrow('expected a logger');
    expect(() => notAudited(' ')).toThrow('expected a reason');
  });

  it('takes symbols, generated names and what a method carries', () => {
    const key = Symbol('key');
    class Keyed {
      [key](): string {
        return 'symbol';
      }
    }
    Object.assign(Keyed.prototype[key], { route: '/a' });
    const memory = new MemoryAuditLogger();
    instrument(Keyed, { [key]: row }, memory);
    expect(new Keyed()[key]()).toBe('symbol');
    expect([Keyed.prototype[key].name, Reflect.get(Keyed.prototype[key], 'route')]).toEqual(['[key]', '/a']);
    expect(memory.events).toHaveLength(1);
  });

  it('warns once of an instance without a logger, and runs', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    const manager = new (createBackendManager())(new MemoryAuditLogger());
    Object.assign(manager, { auditLogger: undefined });
    await manager.createBackend('a', { type: 'local' });
    await manager.createBackend('b', { type: 'local' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(manager.count()).toBe(2);
    expect(warnings.filter((text) => text.includes('createBackend'))).toEqual([
      'BackendManager.createBackend was called on an instance without an auditLogger: it made no event.',
    ]);
  });
});
