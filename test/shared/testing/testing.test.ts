import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoryAuditLogger, waitForEvent } from '../../../shared/testing/index.js';
import { register as registerForJest } from '../../../shared/testing/jest.js';
import { register } from '../../../shared/testing/vitest.js';

const created = { event_type: 'shelf', action: 'create', status: 'success', resource_id: 'dune' } as const;

describe('toHaveAudited', () => {
  beforeAll(() => register(expect));

  it('is met by an event that has the fields, members of details among them', () => {
    const audit = new MemoryAuditLogger();
    audit.logEvent({ ...created, details: { pages: 412, genre: 'sf' } });
    expect(audit).toHaveAudited({ action: 'create', details: { pages: 412 } });
    expect(audit).not.toHaveAudited({ action: 'delete' });
    expect(audit).not.toHaveAudited({ details: { pages: 1 } });
  });

  it('says what was there instead', () => {
    const audit = new MemoryAuditLogger();
    audit.logEvent(created);
    expect(() => expect(audit).toHaveAudited({ action: 'delete' })).toThrow(
      'expected an event with {"action":"delete"}, got 1: shelf/create/success',
    );
    expect(() => expect(audit).not.toHaveAudited({ action: 'create' })).toThrow('expected no event');
    expect(() => expect('text').toHaveAudited({})).toThrow('expected a MemoryAuditLogger');
  });

  it('is registered with whatever can be extended, and says where nothing was found', () => {
    const extend = vi.fn();
    registerForJest({ extend });
    expect(extend).toHaveBeenCalledWith({ toHaveAudited: expect.any(Function) });
    // @ts-expect-error What is no `expect` does not compile either.
    expect(() => register(undefined)).toThrow('call register(expect) of trailkeeper/testing/vitest');
  });
});

describe('waitForEvent', () => {
  it('resolves with an event that is there, or comes later, under fake timers too', async () => {
    const audit = new MemoryAuditLogger();
    audit.logEvent(created);
    expect(await waitForEvent(audit, { action: 'create' })).toMatchObject(created);
    vi.useFakeTimers();
    try {
      const later = waitForEvent(audit, { action: 'delete' });
      setImmediate(() => undefined);
      await Promise.resolve();
      audit.logEvent({ ...created, action: 'delete' });
      expect(await later).toMatchObject({ action: 'delete' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('rejects when none comes, and says what came', async () => {
    const audit = new MemoryAuditLogger();
    await expect(waitForEvent(audit, { action: 'create' }, { timeoutMs: 10 })).rejects.toThrow('got none');
    audit.logEvent(created);
    await expect(waitForEvent(audit, { action: 'x' }, { timeoutMs: 10 })).rejects.toThrow(
      'got 1: shelf/create/success',
    );
  });
});
