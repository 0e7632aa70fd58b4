import { describe, expect, it } from 'vitest';
import { idParameter, idsParameter, wordsParameter } from '../../../shared/api/routes/inputs.js';
import { cutId } from '../../../shared/event/line/cut-id.js';

const long = `bucket-123:/${'a/'.repeat(900)}`;

describe('a filter for a long id', () => {
  it('asks for what the line has of it', () => {
    expect(idsParameter('resource_id').parse([long, 'short', long])).toEqual([cutId('resource_id', long), 'short']);
    expect(idParameter('user_id').parse('u'.repeat(300))).toBe(cutId('user_id', 'u'.repeat(300)));
    expect(wordsParameter('event_type').parse(`${'t'.repeat(70)},b`)).toEqual([
      cutId('event_type', 't'.repeat(70)),
      'b',
    ]);
  });

  it('takes the cut id of an answer as it is', () => {
    const cut = cutId('resource_id', long);
    expect(idParameter('resource_id').parse(cut)).toBe(cut);
  });
});
