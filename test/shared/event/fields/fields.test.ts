import { describe, expect, it } from 'vitest';
import type { EventLine } from '../../../../shared/event/event.js';
import type { FieldForm, RedactionClass } from '../../../../shared/event/fields/field-row.js';
import { FIELD_ROWS } from '../../../../shared/event/fields/fields.js';
import { composeLine, serialiseLine } from '../../../../shared/event/line/line.js';
import { readForeignEvent, readLine } from '../../../../shared/event/line/line-reader.js';
import { CSV_COLUMNS, toCsvRecord } from '../../../../shared/export/csv-record.js';

const smallest: EventLine = {
  schema_version: 1,
  timestamp: '2026-01-31T09:30:00.000Z',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  producer_id: 'shop-1',
  seq: 1,
};

describe('the table of fields', () => {
  it('gives each field a place of its own in CSV, and none is skipped', () => {
    const places = FIELD_ROWS.flatMap(([, { csv, form }]) => (form === 'error' ? [csv, csv + 1] : [csv]));
    expect(places.sort((a, b) => a - b)).toEqual(places.map((_, at) => at + 2));
    expect(CSV_COLUMNS.slice(places.length + 1)).toEqual(['arrived_at', 'sender', 'erased', 'damaged']);
  });

  it.each(FIELD_ROWS)('the example of %s is what a line may hold', (name, { example }) => {
    const line = serialiseLine({ ...smallest, [name]: example });
    expect(readLine(line)).toHaveProperty('event');
    const { schema_version: _, producer_id: __, seq: ___, ...foreign } = smallest;
    const own = name === 'seq' || name === 'producer_id' ? { producer_id: 'shop-1', seq: 1 } : {};
    expect(readForeignEvent({ ...foreign, ...own, [name]: example })).toHaveProperty('event');
  });

  it.each(FIELD_ROWS)('%s says what it is in one sentence', (_, { meaning }) => {
    expect(meaning).toMatch(/^[A-Z0-9].*\.$/);
    expect(meaning.length).toBeLessThan(140);
  });

  const secret = 'AKIAIOSFODNN7EXAMPLA';
  const planted: Readonly<Record<Exclude<RedactionClass, 'none'>, unknown>> = {
    text: `key ${secret}`,
    error: { code: `E_${secret}`, message: `failed with ${secret}` },
    related: [{ resource_id: `bucket ${secret}`, role: `role ${secret}` }],
    tags: ['ghp_16c7e42f292c6912e7710c838347ae178b4a', 'pci'],
    changes: [
      { field: 'config.password', from: 'hunter2-hunter2', to: 'hunter2-hunter3' },
      { field: 'note', from: `was ${secret}`, to: 7 },
    ],
    cuts: [{ path: 'resource_id', bytes: 600, whole: `bucket ${secret}` }],
    tree: { outer: [{ inner: `uses ${secret}` }], password: 'hunter2-hunter2' },
  };

  it.each(FIELD_ROWS.filter(([, { redaction }]) => redaction !== 'none'))(
    'a secret in %s is in no line and in no record of CSV',
    (name, { redaction }) => {
      if (redaction === 'none') throw new Error('filtered out');
      const event: EventLine = { ...smallest, [name]: structuredClone(planted[redaction]) };
      const line = composeLine(event);
      expect(line).not.toContain(secret);
      expect(line).not.toContain('hunter2');
      expect(line).not.toContain('ghp_');
      expect(JSON.parse(line).redactions.length).toBeGreaterThan(0);
      expect(toCsvRecord({ event_id: 'x', ...JSON.parse(line) }).join()).not.toContain(secret);
    },
  );

  it('looks for secrets in every form that a secret fits', () => {
    const open: readonly FieldForm[] = ['name', 'id', 'text', 'error', 'related', 'object', 'tags', 'changes', 'cuts'];
    const unseen = FIELD_ROWS.filter(([, { form, redaction }]) => open.includes(form) && redaction === 'none');
    expect(unseen).toEqual([]);
  });
});
