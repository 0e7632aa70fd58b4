/** The query function: every route that reads the trail, but export. */
import type { Hono } from 'hono';
import { composeObject, toJsonText } from '../../shared/api/answers/json-text.js';
import { ProblemError } from '../../shared/api/answers/problem.js';
import { createRouter, mountRoutes, type RouterDependencies } from '../../shared/api/http/router.js';
import { deriveKey } from '../../shared/config/trail-key.js';
import { readActivity } from '../../shared/query/answers/activity.js';
import { readStatistics } from '../../shared/query/answers/statistics.js';
import { composeAnswer } from '../../shared/query/answers/trail-event.js';
import { TrailReader } from '../../shared/query/answers/trail-reader.js';
import { CursorCodec } from '../../shared/query/plan/cursor.js';
import type { BudgetLimits } from '../../shared/query/plan/read-budget.js';
import { wholeRange } from '../../shared/query/plan/read-range.js';
import type { SenderNames } from '../../shared/query/sources/sender-names.js';
import type { EpochSource } from '../../shared/store/cached-epochs.js';
import { answerEvents, answerTimeline } from './answer-pages.js';
import { answerQuarantine, type QuarantineDependencies } from './answer-quarantine.js';

export interface QueryDependencies extends RouterDependencies, QuarantineDependencies {
  readonly epochs: EpochSource;
  readonly senders: SenderNames;
  /** Asked for once it is needed; a failure is tried again by the next request. */
  readonly getTrailKey: () => Promise<Uint8Array>;
  /** How much a page may read before it is handed over short. */
  readonly pageBudget?: BudgetLimits | undefined;
  /** How much activity and statistics may read before they answer that the range is too large. */
  readonly countBudget?: BudgetLimits | undefined;
}

export function createQueryApp(dependencies: QueryDependencies): Hono {
  const { table, countBudget, getTrailKey } = dependencies;
  const reader = new TrailReader(dependencies);
  const getCursors = async () => new CursorCodec(deriveKey(await getTrailKey(), 'cursor'));
  const app = createRouter(dependencies);

  mountRoutes<'query'>(app, {
    listEvents: async (input) => answerEvents(reader, await getCursors(), input),
    getTimeline: async (input) => answerTimeline(reader, await getCursors(), input),
    async getEvent({ event_id }) {
      const event = await reader.findEvent(event_id.toLowerCase());
      if (event === undefined) throw new ProblemError('not-found', 'there is no event of this id');
      return composeObject({ event: composeAnswer(event) });
    },
    getActivity: async (input) => toJsonText(await readActivity(reader, input.user_id, wholeRange(input), countBudget)),
    getStatistics: async (input) => toJsonText(await readStatistics(reader, wholeRange(input), countBudget)),
    listQuarantine: async (input) => answerQuarantine(dependencies, await getCursors(), input),
    async getHealth(_, context) {
      try {
        await table.checkHealth();
      } catch (error) {
        dependencies.reportError(error, { method: context.req.method, path: context.req.path });
        throw new ProblemError('unavailable', 'the table does not answer', { headers: { 'Retry-After': '2' } });
      }
      return toJsonText({ status: 'ok' as const });
    },
    async getOpenApi() {
      // Only this route needs it: other requests need not wait for it to load.
      const { buildOpenApi } = await import('../../shared/api/http/openapi.js');
      return toJsonText({ ...buildOpenApi() });
    },
  });
  return app;
}
