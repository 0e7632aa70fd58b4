/** The managers on a real Kubo: ids, pins, parts of files, and the owner's mark. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import { findErrorCode } from '../managers/find-error-code.js';
import { closeManagers, type Managers, openManagers } from '../managers/open-managers.js';
import { type Kubo, startKubo } from './start-kubo.js';

let kubo: Kubo;
let managers: Managers;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kubo-'));
  kubo = await startKubo(join(dir, 'repository'));
  managers = openManagers(dir, new MemoryAuditLogger());
  await managers.backends.createBackend('node', { type: 'ipfs', api_url: kubo.apiUrl });
  await managers.buckets.createBucket('bucket-1', { backend: 'node' });
});
afterAll(async () => {
  await closeManagers(managers);
  await kubo.stop();
  await rm(dir, { recursive: true, force: true });
});

async function ask(command: string): Promise<string> {
  const answer = await fetch(`${kubo.apiUrl}/api/v0/${command}`, { method: 'POST' });
  return answer.text();
}

const isPinned = async (cid: string) => (await ask('pin/ls?type=recursive')).includes(cid);

it.each([0, 1, 262_144, 262_145, 1_000_000, 174 * 262_144 + 1])(
  'content of %i bytes has the id that the node gives it, and is read whole and in part',
  async (size) => {
    const bytes = Buffer.alloc(size, `${size} `);
    const { cid } = await managers.buckets.writeFile('bucket-1', `/${size}`, bytes);
    expect(await isPinned(cid)).toBe(true);
    expect(Buffer.from(await managers.buckets.readFile('bucket-1', `/${size}`)).equals(bytes)).toBe(true);
    const part: Uint8Array[] = [];
    const range = { start: Math.floor(size / 2), end: size };
    for await (const piece of managers.buckets.openFile('bucket-1', `/${size}`, range)) part.push(piece);
    expect(Buffer.concat(part).equals(bytes.subarray(range.start))).toBe(true);
    expect(await managers.pins.verifyPin(cid)).toMatchObject({ intact: ['node'], failed: [] });
    await managers.buckets.deleteFile('bucket-1', `/${size}`);
    expect(await isPinned(cid)).toBe(false);
  },
);

it('what the owner of the node had pinned stays pinned', async () => {
  const form = new FormData();
  form.append('file', new Blob(['of the owner']));
  const added = await fetch(`${kubo.apiUrl}/api/v0/add?cid-version=1&raw-leaves=true`, { method: 'POST', body: form });
  const { Hash: cid } = JSON.parse(await added.text());
  expect(await managers.buckets.writeFile('bucket-1', '/a', 'of the owner')).toMatchObject({ cid });
  await managers.buckets.deleteFile('bucket-1', '/a');
  expect(await isPinned(cid)).toBe(true);
});

it('has the mark of its owner, and is refused to others until it is free', async () => {
  expect(JSON.parse(await ask('files/read?arg=/.trailkeeper-owner'))).toMatchObject({ backend: 'node' });
  const other = openManagers(join(dir, 'other'), new MemoryAuditLogger());
  const config = { type: 'ipfs', api_url: kubo.apiUrl } as const;
  expect(await findErrorCode(other.backends.createBackend('node', config))).toBe('place_taken');
  await managers.buckets.deleteBucket('bucket-1', { force: true });
  await managers.backends.deleteBackend('node');
  await other.backends.createBackend('node', config);
  expect(await other.backends.testBackend('node', { write: true })).toEqual({ health: 'healthy' });
  await closeManagers(other);
});
