import { beforeAll, describe, expect, inject, it } from 'vitest';
import { destroy, STACK } from './deployed-stack.js';
import { listLeft } from './list-left.js';
import { runCdk } from './run-tool.js';

describe('teardown', () => {
  const deployment = inject('deployment');

  it('of the stage emulator leaves nothing but the role with which API Gateway writes its logs', async () => {
    const before = await listLeft(deployment, STACK);
    for (const kind of ['tables', 'queues', 'secrets', 'functions', 'alarms', 'apis', 'policies'] as const) {
      expect(before[kind].length, kind).toBeGreaterThan(0);
    }
    await destroy(deployment);
    const { roles, ...others } = await listLeft(deployment, STACK);
    expect(others).toEqual(Object.fromEntries(Object.keys(others).map((kind) => [kind, []])));
    expect(roles).toEqual([expect.stringContaining('ApiCloudWat')]);
  });

  describe('of the stage dev', () => {
    const stack = 'trailkeeper-dev';
    let before: Awaited<ReturnType<typeof listLeft>>;
    beforeAll(async () => {
      const stage = ['-c', 'stage=dev'];
      await runCdk(deployment, 'deploy', '--require-approval', 'never', ...stage);
      before = await listLeft(deployment, stack);
      await runCdk(deployment, 'destroy', '--force', ...stage);
    });

    it('leaves table, both queues, trail key and log groups as well, and nothing that costs or acts by itself', async () => {
      const { tables, queues, secrets, logGroups, roles, ...others } = await listLeft(deployment, stack);
      expect([tables.length, queues.length, secrets.length]).toEqual([1, 2, 1]);
      expect({ tables, queues, secrets, logGroups }).toEqual({
        tables: before.tables,
        queues: before.queues,
        secrets: before.secrets,
        logGroups: before.logGroups,
      });
      expect(logGroups.length).toBeGreaterThanOrEqual(5);
      expect(roles).toEqual([expect.stringContaining('ApiCloudWat')]);
      expect(others).toEqual(Object.fromEntries(Object.keys(others).map((kind) => [kind, []])));
    });
  });
});
