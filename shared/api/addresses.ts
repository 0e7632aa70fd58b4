/** Generated from `shared/api/routes.ts` by `npm run generate`: for browsers and clients, without the schemas. */

export const ADDRESSES = {
  listEvents: { method: 'GET', path: '/v1/events' },
  getEvent: { method: 'GET', path: '/v1/events/{event_id}' },
  getTimeline: { method: 'GET', path: '/v1/timeline' },
  getActivity: { method: 'GET', path: '/v1/activity' },
  getStatistics: { method: 'GET', path: '/v1/statistics' },
  exportEvents: { method: 'GET', path: '/v1/export' },
  listQuarantine: { method: 'GET', path: '/v1/quarantine' },
  getHealth: { method: 'GET', path: '/v1/health' },
  getOpenApi: { method: 'GET', path: '/v1/openapi.json' },
  acceptEvents: { method: 'POST', path: '/v1/events' },
} as const;
export type RouteName = keyof typeof ADDRESSES;
