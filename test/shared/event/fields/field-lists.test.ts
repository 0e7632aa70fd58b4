/**
 * The lists that follow from the table. The module is loaded within the tests: a table that breaks while it is loaded
 * fails here, and takes no other file with it.
 */
import { describe, expect, it } from 'vitest';

const load = () => import('../../../../shared/event/fields/fields.js');

describe('lists of fields', () => {
  it('rows and names come in the order of a line', async () => {
    const { FIELDS, FIELD_ROWS, LINE_FIELDS } = await load();
    expect(LINE_FIELDS).toEqual(Object.keys(FIELDS));
    expect(FIELD_ROWS).toEqual(Object.entries(FIELDS));
    expect(LINE_FIELDS.slice(0, 2)).toEqual(['schema_version', 'timestamp']);
  });

  it('input is what the sender or the context may say, and nothing that the client says itself', async () => {
    const { FIELD_ROWS, INPUT_FIELDS } = await load();
    expect(INPUT_FIELDS).toEqual(expect.arrayContaining(['event_type', 'action', 'status', 'details', 'user_id']));
    const origins = new Map(FIELD_ROWS.map(([name, { origin }]) => [name, origin]));
    expect(new Set(INPUT_FIELDS.map((name) => origins.get(name)))).toEqual(new Set(['sender', 'context']));
    for (const own of ['schema_version', 'producer_id', 'seq', 'redactions'] as const) {
      expect(INPUT_FIELDS).not.toContain(own);
    }
    const others = FIELD_ROWS.map(([name]) => name).filter((name) => !INPUT_FIELDS.some((each) => each === name));
    for (const name of others) expect(['sender', 'context']).not.toContain(origins.get(name));
  });

  it('free text and summaries are the rows that say so', async () => {
    const { FIELD_ROWS, FREE_TEXT_FIELDS, SUMMARY_FIELDS } = await load();
    const named = (isOne: (row: (typeof FIELD_ROWS)[number][1]) => boolean) =>
      FIELD_ROWS.filter(([, row]) => isOne(row)).map(([name]) => name);
    expect(FREE_TEXT_FIELDS).toEqual(named(({ redaction }) => redaction === 'text'));
    expect(FREE_TEXT_FIELDS).toContain('resource_id');
    expect(FREE_TEXT_FIELDS).not.toContain('timestamp');
    expect(SUMMARY_FIELDS).toEqual(named(({ summary }) => summary));
    expect(SUMMARY_FIELDS).toContain('event_type');
    expect(SUMMARY_FIELDS).not.toContain('details');
  });
});
