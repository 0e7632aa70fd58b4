/** The tests that the document gives from which the managers come. */
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { makeTemporaryFolder } from './backend/temporary-folder.js';
import { localConfig, openManagers } from './open-managers.js';

it('an operation of a manager calls its logger once, with type, action and status', async () => {
  const dir = await makeTemporaryFolder();
  const { backends } = openManagers(dir, { logEvent() {} });
  const logEvent = vi.fn();
  backends.auditLogger = { logEvent };
  await backends.createBackend('b', localConfig(dir));
  expect(logEvent).toHaveBeenCalledTimes(1);
  expect(logEvent.mock.calls[0]?.[0]).toMatchObject({
    event_type: 'backend_operation',
    action: 'create',
    status: 'success',
  });
  logEvent.mockClear();
  await backends.createBackend('b', { type: 'local', directory: join(dir, 'x') }).catch(() => {});
  expect(logEvent).toHaveBeenCalledTimes(1);
  expect(logEvent.mock.calls[0]?.[0]).toMatchObject({ action: 'create', status: 'failure' });
});
