/** What the service says of itself. */
import { z } from 'zod';
import { healthSchema, quarantinePageSchema } from './answer-schemas.js';
import { cursor, from, inOrder, limit, outOfOrder, to } from './inputs.js';
import { route } from './route-row.js';

export const SERVICE_ROUTES = {
  listQuarantine: route({
    method: 'GET',
    path: '/v1/quarantine',
    input: z.strictObject({ from, to, limit, cursor }).refine(inOrder, outOfOrder),
    output: quarantinePageSchema,
    status: 200,
    problems: [503],
    role: 'auditor',
    servedBy: 'query',
    summary: 'What could not be stored, and why, by time of arrival, newest first',
  }),
  getHealth: route({
    method: 'GET',
    path: '/v1/health',
    input: z.strictObject({}),
    output: healthSchema,
    status: 200,
    problems: [503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'Whether the table answers',
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/v1/openapi.json',
    input: z.strictObject({}),
    output: z.record(z.string(), z.unknown()),
    status: 200,
    problems: [],
    role: 'viewer',
    servedBy: 'query',
    summary: 'This document',
  }),
} as const;
