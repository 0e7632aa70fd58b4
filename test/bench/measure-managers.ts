/** What a write costs in a bucket with 100,000 files and as many pins, beside one with 100. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckedLog } from '../../managers/checked-log.js';
import { closeManagers, localConfig, type Managers, openManagers } from '../managers/open-managers.js';
import { type Figure, median } from './figure.js';

const FEW = 100;
const MANY = 100_000;
const WRITES = 200;

/** Opens managers with a bucket `full`, whose state was laid down directly. */
async function openFilled(files: number): Promise<{ dir: string; managers: Managers }> {
  const dir = await mkdtemp(join(tmpdir(), 'trailkeeper-bench-'));
  const logger = { logEvent() {} };
  const managers = openManagers(dir, logger);
  await managers.backends.createBackend('archive', localConfig(dir));
  await managers.buckets.createBucket('full', { backend: 'archive' });
  await closeManagers(managers);
  await addRecords(join(dir, 'vfs', 'buckets', 'full.log'), listFiles(files));
  await addRecords(join(dir, 'pins', 'pins.json'), listPins(files));
  return { dir, managers: openManagers(dir, logger) };
}

async function addRecords(path: string, records: readonly object[]): Promise<void> {
  const log = new CheckedLog<object>(path, (value) => Object(value));
  await log.replace([...log.read(), ...records]);
}

const hashOf = (number: number) => number.toString(16).padStart(64, '0');
const cidOf = (number: number) => `bafkrei${number.toString(32).padStart(52, 'a')}`;

/** Each has a record of its own and one of its object. */
function listFiles(count: number): object[] {
  return Array.from({ length: count }, (_, number) => {
    const key = `full/${hashOf(number)}.0`;
    const file = { size: 1_000, sha256: hashOf(number), cid: cidOf(number), sequence: 0, key };
    return [
      { key: `object:${key}`, value: { object: key, cid: file.cid } },
      { key: `/folder-${number % 100}/file-${number}.txt`, value: file },
    ];
  }).flat();
}

function listPins(count: number): object[] {
  return Array.from({ length: count }, (_, number) => {
    const held = [{ backend: 'archive', key: `full/${hashOf(number)}.0` }];
    return { key: cidOf(number), value: { cid: cidOf(number), size: 1_000, own: [], held, removing: [] } };
  });
}

/** In turns, so that what else the machine does falls on both. */
export async function compareWrites(few: number, many: number, writes: number): Promise<{ ratio: number; ms: number }> {
  const both = [await openFilled(few), await openFilled(many)];
  const times: number[][] = [[], []];
  try {
    for (let number = -10; number < writes; number++) {
      for (const [at, { managers }] of both.entries()) {
        const start = performance.now();
        await managers.buckets.writeFile('full', `/new/${number}.txt`, `content ${number}`);
        if (number >= 0) times[at]?.push(performance.now() - start);
      }
    }
  } finally {
    for (const { dir, managers } of both) {
      await closeManagers(managers);
      await rm(dir, { recursive: true, force: true });
    }
  }
  const [small = [], large = []] = times;
  return { ratio: median(large) / median(small), ms: median(large) };
}

export async function measureManagers(): Promise<Figure[]> {
  const { ratio, ms } = await compareWrites(FEW, MANY, WRITES);
  const note = `${ms.toFixed(1)} ms a write, most of it the disk's`;
  return [{ name: 'a write at 100,000 files and pins / at 100', value: ratio, unit: '', atMost: 1.2, note }];
}
