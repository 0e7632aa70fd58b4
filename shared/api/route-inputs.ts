/** The parameters that routes share, with what the documents say of them. */
import { STATUSES } from '../event/event.js';
import type { Instant } from '../event/values/timestamp.js';
import {
  cursorParameter,
  DEFAULT_PAGE_EVENTS,
  idsParameter,
  instantParameter,
  limitParameter,
  MAX_PAGE_EVENTS,
  statusesParameter,
  wordsParameter,
} from './parameters.js';

const instantText = 'ISO 8601 time with zone, an instant, inclusive.';
export const from = instantParameter.optional().meta({
  format: 'date-time',
  description: `Start of the range. ${instantText}`,
});
export const to = instantParameter.optional().meta({
  format: 'date-time',
  description: `End of the range. ${instantText} Without it: the time of the first page's request.`,
});
export const limit = limitParameter.default(DEFAULT_PAGE_EVENTS).meta({
  type: 'integer',
  minimum: 1,
  maximum: MAX_PAGE_EVENTS,
  default: DEFAULT_PAGE_EVENTS,
  description: `Events of a page, 1 to ${MAX_PAGE_EVENTS}; ${DEFAULT_PAGE_EVENTS} without it. A page may be shorter.`,
});
export const cursor = cursorParameter.optional().meta({
  description: 'next_cursor of the page before; every other parameter but limit must be the same again.',
});

const repeated = 'Repeated: any of them.';
export const filters = {
  user_id: idsParameter.optional().meta({ description: `Who did it. ${repeated}` }),
  resource_id: idsParameter.optional().meta({ description: `What it was done to. ${repeated}` }),
  event_type: wordsParameter.optional().meta({
    description: `${repeated} May be a comma list. Events of type audit come only when asked for here.`,
  }),
  action: wordsParameter.optional().meta({ description: `${repeated} May be a comma list.` }),
  status: statusesParameter.optional().meta({
    description: `${repeated} May be a comma list. Each is one of ${STATUSES.join(', ')}.`,
  }),
  correlation_id: idsParameter.optional().meta({ description: `The request it belongs to. ${repeated}` }),
  from,
  to,
};

/** What `from` and `to` must keep to, wherever a route takes both. */
export const inOrder = (range: { from?: Instant | undefined; to?: Instant | undefined }): boolean =>
  range.from === undefined ||
  range.to === undefined ||
  range.from.ms < range.to.ms ||
  (range.from.ms === range.to.ms && range.from.us <= range.to.us);
export const outOfOrder = { path: ['from'], message: 'a time that is not after `to`' };
