import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
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

test('a script may wait for a receipt at its top level, also through failures', async () => {
  const { stdout } = await runScript(`
    let calls = 0;
    const sender = { send: async (bodies) => bodies.map(() => ({ outcome: ++calls < 3 ? 'retry' : 'accepted', reason: 'r' })) };
    const audit = new AuditLogger({}, { sender, warn: () => {} });
    console.log(JSON.stringify(await audit.logEvent({ event_type: 't', action: 'a', status: 'success' })));
  `);
  expect(JSON.parse(stdout)).toEqual({ fate: 'sent' });
});
