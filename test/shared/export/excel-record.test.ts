import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unguardCell } from '../../../shared/api/answers/csv-cell.js';
import { MAX_LINE_BYTES } from '../../../shared/event/values/limits.js';
import { CSV_COLUMNS } from '../../../shared/export/csv-record.js';
import { EXCEL_COLUMNS, MAX_PART_LENGTH, toExcelRecord } from '../../../shared/export/excel-record.js';
import { countRuns } from '../../support/property-runs.js';

const EXCEL_CELL_UNITS = 32_767;

const recordOf = (cells: Readonly<Record<string, string>>): string[] => CSV_COLUMNS.map((name) => cells[name] ?? '');

const cellOf = (record: readonly string[], name: string): string => record[EXCEL_COLUMNS.indexOf(name)] ?? '';

/** As the documents tell a reader to do it. */
const readBack = (record: readonly string[]): string[] =>
  CSV_COLUMNS.map((name) => unguardCell(cellOf(record, name)) + unguardCell(cellOf(record, `${name}_2`)));

describe('a record for Excel', () => {
  it('gives back every text of every column', () => {
    const numeric = fc.stringMatching(/^[-+(]?[0-9.,/: %eE-]{1,30}\)?$/);
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `'${text}`),
      numeric,
    );
    const records = fc.array(cell, { minLength: CSV_COLUMNS.length, maxLength: CSV_COLUMNS.length });
    fc.assert(
      fc.property(records, (record) => {
        const written = toExcelRecord(record);
        expect(written).toHaveLength(EXCEL_COLUMNS.length);
        expect(readBack(written)).toEqual(record);
      }),
      { numRuns: countRuns(200) },
    );
  });

  it.each([
    '007',
    '1e5',
    '1E5',
    '12345678901234567890',
    '1-2',
    '3/4',
    'MAR1',
    'sept-5',
    '2026-01-31',
    '10:30',
    '5 May 2026',
    '1,5',
    '5%',
    '€ 5',
    '(5)',
    '٣',
    '５',
    '½',
    'TRUE',
    'false',
    'WAHR',
    ' true',
    '#N/A',
    '1 234',
    '12e3 ',
    '5月3日',
    'i-0123',
    '1.2.3.4',
    '0x1F',
  ])('keeps %s text', (text) => {
    for (const name of ['user_id', 'resource_id', 'correlation_id', 'error_code']) {
      expect(cellOf(toExcelRecord(recordOf({ [name]: text })), name)).toBe(`'${text}`);
    }
  });

  it('leaves alone what Excel keeps, and numbers with which it may calculate', () => {
    const kept = {
      event_id: '01234567-89ab-7cde-8f01-234567890123',
      timestamp: '2026-01-31T09:30:00.000Z',
      user_id: 'alice',
      resource_id: 'bucket-123:/reports/file.txt',
      error_message: 'no space left on device 7',
      details: '{"size":4096}',
      duration_ms: '0.25',
      seq: '17',
      schema_version: '1',
      truncated: 'true',
    };
    const written = toExcelRecord(recordOf(kept));
    for (const [name, text] of Object.entries(kept)) expect([name, cellOf(written, name)]).toEqual([name, text]);
    expect(cellOf(toExcelRecord(recordOf({ seq: '9007199254740991' })), 'seq')).toBe("'9007199254740991");
  });

  it('has no cell that Excel would cut, and splits no character', () => {
    const long = CSV_COLUMNS.filter((name) => EXCEL_COLUMNS.includes(`${name}_2`));
    expect(long).toEqual(expect.arrayContaining(['details', 'changes', 'related', 'redactions', 'cut', 'ext']));
    const texts = fc.tuple(
      fc.constantFrom(...long),
      fc.constantFrom('x', '\u{1F600}', '"', '=', "'", '1'),
      fc.integer({ min: MAX_PART_LENGTH - 3, max: MAX_LINE_BYTES - 100 }),
      fc.constantFrom('', 'a', '=', "'"),
    );
    fc.assert(
      fc.property(texts, ([name, unit, length, start]) => {
        const text = start + unit.repeat(Math.floor((length - start.length) / unit.length));
        const written = toExcelRecord(recordOf({ [name]: text }));
        for (const cell of written) {
          expect(cell.length).toBeLessThan(EXCEL_CELL_UNITS);
          expect(cell.isWellFormed()).toBe(true);
        }
        expect(readBack(written)).toEqual(recordOf({ [name]: text }));
      }),
      { numRuns: countRuns(300) },
    );
  });
});
