import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbEpochDirectory, EFFECTIVE_AFTER_MS } from '../../shared/store/epoch-directory.js';
import { linkFamily, resourceFamily, statusFamily, TABLE_FAMILY, userFamily } from '../../shared/store/epochs.js';
import { type Emulators, startEmulators } from '../support/emulators.js';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'docs', 'upkeep.md'), 'utf8');

describe('docs/upkeep.md', () => {
  let emulators: Emulators;
  beforeAll(async () => {
    emulators = await startEmulators();
  });
  afterAll(() => emulators.stop());

  it('adds a row, and the next one after it, with the script that it shows', async () => {
    const [, script = ''] = /^cat > add-row\.ts <<'END'\n([\s\S]*?)^END$/m.exec(text) ?? [];
    const { protocol, hostname, port = 80 } = (await emulators.dynamoDb.config.endpoint?.()) ?? {};
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL_DYNAMODB: `${protocol}//${hostname}:${port}`,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
      TABLE_NAME: emulators.tableName,
    };
    const beforeMs = Date.now();
    for (let run = 0; run < 2; run += 1) {
      const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
      await promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 20_000 });
    }
    const rows = await new DynamoDbEpochDirectory(emulators.dynamoDb, emulators.tableName).listRows();
    expect(rows.map(({ family, number }) => [family, number])).toEqual([
      ['user#system', 1],
      ['user#system', 2],
    ]);
    for (const row of rows) {
      expect(row.effective_at_ms).toBeGreaterThan(beforeMs + EFFECTIVE_AFTER_MS);
      expect(row.from_ms).toBeGreaterThanOrEqual(row.effective_at_ms);
      // As the page explains the two: all partitions take a turn within one second.
      expect(row.stripes * row.width_ms).toBe(1_000);
    }
  }, 60_000);

  it('names the families as writers do', () => {
    const named = [linkFamily, resourceFamily].map((family) => family('<resource id>'));
    for (const { name: family } of [...named, userFamily('<user id>'), statusFamily('failure'), TABLE_FAMILY]) {
      expect(text).toContain(`\`${family}\``);
    }
  });
});
