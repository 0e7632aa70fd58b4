import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../../shared/api/routes.js';
import {
  type ActivityQuery,
  buildQueryString,
  type EventFilters,
  type EventQuery,
  type QuarantineQuery,
  type TimelineQuery,
  type TimeRange,
} from '../../../shared/trail/trail-query.js';

/** The compiler wants each name of a question here and no other; the test wants each name of the route. */
type Names<Query> = Readonly<Record<keyof Query, 'parameter' | 'alias'>>;

const range: Names<TimeRange> = { from: 'parameter', to: 'parameter', time_range: 'alias' };
const filters: Names<EventFilters> = {
  ...range,
  user_id: 'parameter',
  resource_id: 'parameter',
  event_type: 'parameter',
  event_types: 'alias',
  action: 'parameter',
  status: 'parameter',
  correlation_id: 'parameter',
  operation_id: 'parameter',
  caused_by: 'parameter',
  error_code: 'parameter',
  session_id: 'parameter',
  actor_type: 'parameter',
  tags: 'parameter',
  not_user_id: 'parameter',
  not_resource_id: 'parameter',
  not_event_type: 'parameter',
  not_action: 'parameter',
  not_status: 'parameter',
  resource_prefix: 'parameter',
  sender: 'parameter',
  min_duration_ms: 'parameter',
  external_id: 'parameter',
  source_ip: 'parameter',
  resource_type: 'parameter',
  on_behalf_of: 'parameter',
  user_role: 'parameter',
  producer_id: 'parameter',
  related: 'parameter',
  text: 'parameter',
};
const paging = { limit: 'parameter', cursor: 'parameter' } as const;
const events: Names<EventQuery> = { ...filters, ...paging, order: 'parameter' };
const timeline: Names<TimelineQuery> = { ...events };
const activity: Names<ActivityQuery> = { ...range, user_id: 'parameter' };
const quarantine: Names<QuarantineQuery> = { ...range, ...paging };

const listNames = (names: Readonly<Record<string, 'parameter' | 'alias'>>) =>
  Object.keys(names).filter((name) => names[name] === 'parameter');

describe('questions in code and over HTTP have the same parameters', () => {
  it.each([
    ['queryEvents', events, ROUTES.listEvents],
    ['timeline', timeline, ROUTES.getTimeline],
    ['activity', activity, ROUTES.getActivity],
    ['statistics', range, ROUTES.getStatistics],
    ['quarantine', quarantine, ROUTES.listQuarantine],
    [
      'export',
      { ...filters, timeline: 'parameter' as const, format: 'parameter' as const, for: 'parameter' as const },
      ROUTES.exportEvents,
    ],
  ] as const)('%s', (_method, names, { input }) => {
    expect(listNames(names).sort()).toEqual(Object.keys(input.shape).sort());
  });

  it('and aliases become parameters', () => {
    const query: EventQuery = {
      event_types: ['vfs_operation'],
      time_range: ['2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z'],
    };
    expect([...new URLSearchParams(buildQueryString(query)).keys()].sort()).toEqual(['event_type', 'from', 'to']);
  });
});
