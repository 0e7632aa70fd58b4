/**
 * The table of functions: one row for each folder beside this file. The constructs that deploy them, their bundles and
 * the local runtime follow from it; a row that one of them does not know how to make does not compile.
 */
import type { z } from 'zod';
import type { ServedBy } from '../shared/api/routes.js';
import { namesOf } from '../shared/event/values/names-of.js';
import { acceptEnvironment } from './accept/environment.js';
import { exportEnvironment } from './export/environment.js';
import { ingestEnvironment } from './ingest/environment.js';
import { queryEnvironment } from './query/environment.js';

/** `queue`: batches of its messages. `route`: the routes that name it. `schedule`: the clock, one call at a time. */
export type Trigger =
  | { readonly kind: 'queue' }
  | { readonly kind: 'route' }
  | { readonly kind: 'schedule'; readonly everyMinutes: number };

/** What a function is allowed beyond its logs; nothing else is. */
export type Permission =
  | 'receive messages'
  | 'send messages'
  | 'read table'
  | 'write table'
  | 'put request keys'
  | 'read trail key';

/** How long it may run, and with how much memory: as the stage says for ingest and exports. */
export type FunctionLimits =
  | 'ingest'
  | 'answer'
  | 'export'
  | { readonly timeoutSeconds: number; readonly memoryMib: number };

export interface FunctionRow {
  /** Without its subject, for instance `stores events from the queue`. */
  readonly description: string;
  readonly trigger: Trigger;
  readonly may: readonly Permission[];
  readonly limits: FunctionLimits;
  /** What it is told at deployment; parses nothing when it is imported. */
  readonly environment: z.ZodObject;
}

export const FUNCTIONS = {
  ingest: {
    description: 'stores events from the queue',
    trigger: { kind: 'queue' },
    may: ['receive messages', 'write table', 'read trail key'],
    limits: 'ingest',
    environment: ingestEnvironment,
  },
  accept: {
    description: 'takes events over HTTPS and puts them on the queue',
    trigger: { kind: 'route' },
    // The key shows ingest for which caller it vouches.
    may: ['send messages', 'put request keys', 'read trail key'],
    limits: 'answer',
    environment: acceptEnvironment,
  },
  query: {
    description: 'answers questions from the table',
    trigger: { kind: 'route' },
    may: ['read table', 'read trail key'],
    limits: 'answer',
    environment: queryEnvironment,
  },
  export: {
    description: 'sends all events that match, in one download',
    trigger: { kind: 'route' },
    // An export is recorded in the trail itself, before its first byte, and proves that the record is the trail's.
    may: ['read table', 'send messages', 'read trail key'],
    limits: 'export',
    environment: exportEnvironment,
  },
} as const satisfies Record<string, FunctionRow>;

type Functions = typeof FUNCTIONS;
export type FunctionName = keyof Functions;
export type TriggeredBy<Kind extends Trigger['kind']> = {
  [Name in FunctionName]: Functions[Name]['trigger']['kind'] extends Kind ? Name : never;
}[FunctionName];

type VariablesOf<Name extends FunctionName> = keyof z.input<Functions[Name]['environment']>;
/** Every variable that some function is told. */
export type VariableName = { [Name in FunctionName]: VariablesOf<Name> }[FunctionName];

export const FUNCTION_NAMES: readonly FunctionName[] = namesOf(FUNCTIONS);

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while the routes name the functions that answer routes, and each of them. */
export const SERVERS_AGREE: Same<ServedBy, TriggeredBy<'route'>> = true;
