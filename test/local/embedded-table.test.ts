import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedTable, startEmbeddedTable } from '../../local/embedded-table.js';
import { sweepExpired } from '../../local/expiry-sweep.js';
import { TTL_ATTRIBUTE } from '../../shared/store/table.js';

let folder: string;
let table: EmbeddedTable;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-table-'));
  table = await startEmbeddedTable(folder);
});
afterEach(async () => {
  await table.stop();
  rmSync(folder, { recursive: true, force: true });
});

const put = (sk: string, expiresAt?: number) =>
  table.client.send(
    new PutItemCommand({
      TableName: table.tableName,
      Item: {
        pk: { S: 'p' },
        sk: { S: sk },
        ...(expiresAt === undefined ? {} : { [TTL_ATTRIBUTE]: { N: String(expiresAt) } }),
      },
    }),
  );

async function listSortKeys(): Promise<(string | undefined)[]> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  return Items.map(({ sk }) => sk?.S).sort();
}

describe('startEmbeddedTable', () => {
  it('has the data again after a restart', async () => {
    await put('kept');
    await table.stop();
    table = await startEmbeddedTable(folder);
    expect(await listSortKeys()).toEqual(['kept']);
  });

  it('refuses what a page of another site could send', async () => {
    expect((await fetch(table.endpoint, { headers: { Origin: 'http://page.example' } })).status).toBe(403);
    expect((await fetch(table.endpoint)).status).not.toBe(403);
  });
});

describe('sweepExpired', () => {
  it('deletes what has expired and nothing else', async () => {
    for (let index = 0; index < 60; index++) await put(`old-${index}`, 999);
    await put('now', 1_000);
    await put('later', 1_001);
    await put('for ever');
    expect(await sweepExpired({ ...table, clock: () => 1_000_000 })).toBe(61);
    expect(await listSortKeys()).toEqual(['for ever', 'later']);
    const found = await table.client.send(
      new GetItemCommand({ TableName: table.tableName, Key: { pk: { S: 'p' }, sk: { S: 'later' } } }),
    );
    expect(found.Item?.[TTL_ATTRIBUTE]).toEqual({ N: '1001' });
  });
});
