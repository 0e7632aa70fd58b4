import { expect, test } from 'vitest';
import { LINE_FIELDS } from '../../../../shared/event/fields/fields.js';
import { serialiseLine } from '../../../../shared/event/line/line.js';
import { makeMixedEvents } from '../../../support/mixed-events.js';

test('a line has every field of the format, in its order, whatever the order of the event', () => {
  const [event] = makeMixedEvents(1);
  if (event === undefined) throw new Error('there is no event');
  // Values of no matter; keys in reverse.
  const all = Object.fromEntries([...LINE_FIELDS].reverse().map((field) => [field, field]));
  expect(Object.keys(JSON.parse(serialiseLine({ ...all, ...event, ...all })))).toEqual([...LINE_FIELDS]);
  expect(JSON.parse(serialiseLine({ ...event, user_agent: undefined }))).not.toHaveProperty('user_agent');
});
