import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const module = new URL('../../../../shared/client/record/audit-logger.ts', import.meta.url).href;

function runScript(script: string) {
  const code = `import { AuditLogger } from ${JSON.stringify(module)};\n${script}`;
  return run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { timeout: 30_000 });
}

test('a process that has nothing left to do sends what it holds before it ends', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'audit-'));
  await runScript(`
    const audit = new AuditLogger({ storage: { type: 'file', directory: ${JSON.stringify(directory)} } });
    for (let at = 0; at < 10; at++) audit.logEvent({ event_type: 't', action: 'a', status: 'success' });
  `);
  const lines = readdirSync(directory).flatMap((name) =>
    readFileSync(join(directory, name), 'utf8').trim().split('\n'),
  );
  expect(lines).toHaveLength(10);
});

test('a dead queue does not keep a process alive for longer than its deadline', async () => {
  const startedAt = performance.now();
  await runScript(`
    const sender = { send: async () => [] };
    const audit = new AuditLogger({}, { sender, warn: () => {} });
    audit.logEvent({ event_type: 't', action: 'a', status: 'success' });
  `);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

test.each([1, 2, 5])('%i loggers whose queue accepts and never answers let a process go within 6 s', async (count) => {
  const queue = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(queue, 'listening');
  const address = queue.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const { stdout } = await runScript(`
    process.env.AWS_ACCESS_KEY_ID = 'a';
    process.env.AWS_SECRET_ACCESS_KEY = 'b';
    const storages = [
      { type: 'database', queue_url: '${url}/1/audit', region: 'eu-west-1', endpoint: '${url}' },
      { type: 'remote', url: '${url}' },
    ];
    const warn = () => {};
    for (let at = 0; at < ${count}; at++) {
      const audit = new AuditLogger({ storage: storages[at % 2], batch_size: 1 }, { warn });
      audit.logEvent({ event_type: 't', action: 'a', status: 'success' });
      globalThis['kept' + at] = audit;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    const end = performance.now();
    process.on('exit', () => console.log(performance.now() - end));
  `);
  queue.closeAllConnections();
  queue.close();
  expect(Number(stdout)).toBeLessThan(6_000);
  expect(Number(stdout)).toBeGreaterThan(4_000);
});

test('a script may wait for a receipt at its top level, also through failures', async () => {
  const { stdout } = await runScript(`
    let calls = 0;
    const sender = { send: async (bodies) => bodies.map(() => ({ outcome: ++calls < 3 ? 'retry' : 'accepted', reason: 'r' })) };
    const audit = new AuditLogger({}, { sender, warn: () => {} });
    console.log(JSON.stringify(await audit.logEvent({ event_type: 't', action: 'a', status: 'success' })));
  `);
  expect(JSON.parse(stdout)).toEqual({ fate: 'sent' });
});
