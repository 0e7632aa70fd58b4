/**
 * Which method of the reading client asks which route. Types alone: it compiles only while every route has its method, or
 * a reason why it has none, and each method gives what its route answers.
 */
import type { AnswerOf, RouteName } from '../api/routes.js';
import type { AuditTrail } from './audit-trail.js';

/** Begins the reason why the client asks a route for nothing. */
type NotAsked = `not asked: ${string}`;

export const QUESTIONS = {
  listEvents: 'queryEvents',
  getEvent: 'getEvent',
  getTimeline: 'timeline',
  getActivity: 'activity',
  getStatistics: 'statistics',
  exportEvents: 'exportBytes',
  listQuarantine: 'quarantine',
  getHealth: 'health',
  getOpenApi: 'not asked: it is for tools',
  acceptEvents: 'not asked: events are sent by AuditLogger',
} as const satisfies Record<RouteName, keyof AuditTrail | NotAsked>;

type Questions = typeof QUESTIONS;
type Given<Method extends keyof AuditTrail> = AuditTrail[Method] extends (...args: never[]) => Promise<infer Answer>
  ? Answer
  : never;
/** The whole answer, or the one thing in it. */
type Agrees<Name extends RouteName> = Questions[Name] extends keyof AuditTrail
  ? [AnswerOf<Name>] extends [never]
    ? true
    : Given<Questions[Name]> extends AnswerOf<Name> | AnswerOf<Name>[keyof AnswerOf<Name>]
      ? true
      : never
  : true;

export const QUESTIONS_AGREE: { readonly [Name in RouteName]: Agrees<Name> } = {
  listEvents: true,
  getEvent: true,
  getTimeline: true,
  getActivity: true,
  getStatistics: true,
  exportEvents: true,
  listQuarantine: true,
  getHealth: true,
  getOpenApi: true,
  acceptEvents: true,
};
