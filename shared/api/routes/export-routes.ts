/** Everything that matches, as a file. */
import { z } from 'zod';
import { filters, formatParameter, inOrder, outOfOrder } from './inputs.js';
import { route } from './route-row.js';

export const EXPORT_ROUTES = {
  exportEvents: route({
    method: 'GET',
    path: '/v1/export',
    input: z
      .strictObject({
        format: formatParameter.default('ndjson').meta({ description: 'ndjson (the default), json or csv.' }),
        ...filters,
      })
      .refine(inOrder, outOfOrder),
    output: { contentTypes: ['application/x-ndjson', 'application/json', 'text/csv'] },
    status: 200,
    problems: [413, 503],
    role: 'exporter',
    servedBy: 'export',
    summary: 'All events that match, oldest first, streamed as an attachment',
  }),
} as const;
