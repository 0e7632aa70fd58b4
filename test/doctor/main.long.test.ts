import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startLocal } from '../../local/start-local.js';

const root = join(import.meta.dirname, '..', '..');
const doctor = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const command = ['--import', 'tsx', 'doctor/main.ts', ...args];
    execFile(process.execPath, command, { cwd: root, timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

describe('npm run doctor', () => {
  it.each([
    [['--frob'], 'unknown flag "--frob"'],
    [['--json=yes'], 'unknown flag "--json=yes"'],
    [['--data-dir'], '--data-dir needs a value'],
    [['--stack', 'a', '--data-dir', 'b'], 'expected one of them'],
    [['--api-url', 'https://127.0.0.1'], '--api-url needs --stack'],
  ])('%j: one line, status 2', async (args, words) => {
    const { code, stdout, stderr } = await doctor(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^doctor: .*\n$/);
    expect(stderr).toContain(words);
  });

  it('--help is no fault', async () => {
    const { code, stdout } = await doctor('--help');
    expect(code).toBe(0);
    for (const flag of ['--data-dir', '--stack', '--api-url', '--json']) expect(stdout).toContain(flag);
  });

  it('tells scripts by its status and by one document', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-doctor-'));
    const local = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
    const healthy = await doctor('--data-dir', dataDir, '--json');
    await local.stop();
    const stopped = await doctor(`--data-dir=${dataDir}`);
    rmSync(dataDir, { recursive: true });
    expect([healthy.code, healthy.stderr, JSON.parse(healthy.stdout)]).toMatchObject([0, '', { healthy: true }]);
    expect([stopped.code, stopped.stderr]).toEqual([1, '']);
    expect(stopped.stdout).toMatch(/^FAILED {2}api: does not answer .*$/m);
  });
});
