/**
 * The floors of the house: which folder may import which. The one list from which the lint rules (`npm run generate`
 * writes them into `biome.json`) and `test/architecture.test.ts` follow.
 */

export interface Layer {
  /** A folder of sources, from the root. */
  readonly folder: string;
  /** Whether the folders inside belong to it; without it each of them is a layer of its own. */
  readonly withSubfolders?: true;
  /** Folders whose files it may import besides its own. All of them stand above it in this list. */
  readonly imports: readonly string[];
  /** Packages that it must not carry, in code or in types. */
  readonly withoutPackages?: readonly string[];
  /** Said by the linter to whoever imports something else. */
  readonly reason: string;
}

/** What nobody's manager must carry because it records events. */
const HEAVY_PACKAGES = ['zod', 'yaml', 'hono', '@hono', 'aws-cdk-lib', 'constructs'];

/** Everybody throws errors. */
const ERRORS = 'shared/errors';

const EVENT = [
  'shared/event/values',
  'shared/event/fields',
  'shared/event',
  'shared/event/normalise',
  'shared/event/redact',
  'shared/event/tolerate',
  'shared/event/schema',
  'shared/event/line',
  'shared/event/envelope',
];
const LIGHT_EVENT = EVENT.filter((folder) => folder !== 'shared/event/schema');
const CLIENT = [
  'shared/client/folder-lock',
  'shared/client/context',
  'shared/client/fates',
  'shared/client/event',
  'shared/client/track/observe',
  'shared/client/track',
  'shared/client/senders',
  'shared/client/deliver',
  'shared/client/record',
  'shared/client',
];
const API = ['shared/api/answers', 'shared/api/routes', 'shared/api'];
const READING = [
  'shared/store',
  'shared/api/answers',
  'shared/api/routes',
  'shared/api',
  'shared/api/http',
  'shared/query/plan',
  'shared/query/sources',
  'shared/query/answers',
  'shared/export',
];
const SHARED = [ERRORS, ...EVENT, 'shared/settings', 'shared/config', ...CLIENT, ...READING, 'shared/trail', 'shared'];

const room = (folder: string, imports: readonly string[], reason: string): Layer => ({
  folder,
  imports: [ERRORS, ...imports],
  reason,
});

const clientRoom = (folder: string, imports: readonly string[], reason: string): Layer => ({
  ...room(folder, [...LIGHT_EVENT, ...imports], reason),
  withoutPackages: HEAVY_PACKAGES,
});

export const LAYERS: readonly Layer[] = [
  { folder: ERRORS, imports: [], withoutPackages: HEAVY_PACKAGES, reason: 'An error knows nobody.' },
  room('shared/event/values', [], 'Values know nothing of events.'),
  room('shared/event/fields', ['shared/event/values'], 'The table of fields is plain data.'),
  room(
    'shared/event',
    ['shared/event/values', 'shared/event/fields'],
    'The vocabulary of events stands on values and the table of fields.',
  ),
  room(
    'shared/event/normalise',
    ['shared/event/values', 'shared/event/fields', 'shared/event'],
    'Normalising knows values and limits.',
  ),
  room(
    'shared/event/redact',
    ['shared/event/values', 'shared/event/fields', 'shared/event'],
    'Redaction knows values and fields.',
  ),
  room(
    'shared/event/tolerate',
    ['shared/event/values', 'shared/event/fields', 'shared/event'],
    'What is tolerated is said in values.',
  ),
  room(
    'shared/event/schema',
    ['shared/event/values', 'shared/event/fields', 'shared/event', 'shared/event/tolerate'],
    'The schema says what the fields say.',
  ),
  room(
    'shared/event/line',
    EVENT.filter((folder) => folder !== 'shared/event/envelope'),
    'A line does not know in which envelope it travels.',
  ),
  room('shared/event/envelope', EVENT, 'An envelope knows lines and nothing around itself.'),

  room('shared/settings', ['shared/event/values'], 'Settings are plain data that the client carries.'),
  room(
    'shared/config',
    ['shared/settings', 'shared/event/values'],
    'Loading settings knows nothing of what uses them.',
  ),

  clientRoom('shared/client/folder-lock', [], 'A lock knows a folder and nothing of what is in it.'),
  clientRoom('shared/client/context', [], 'The context knows nobody.'),
  clientRoom('shared/client/fates', [], 'What became of an event knows neither its way nor its sender.'),
  clientRoom(
    'shared/client/event',
    ['shared/client/context', 'shared/client/fates'],
    'A waiting event knows its context and its receipt.',
  ),
  clientRoom('shared/client/track/observe', [], 'Following a result knows neither policies nor events.'),
  clientRoom(
    'shared/client/track',
    ['shared/client/context', 'shared/client/event', 'shared/client/track/observe'],
    'Tracking stands on EventLogger alone: it knows neither the recorder nor the delivery.',
  ),
  clientRoom(
    'shared/client/senders',
    ['shared/settings', 'shared/client/context', 'shared/client/fates'],
    'A sender knows bodies and answers.',
  ),
  clientRoom(
    'shared/client/deliver',
    ['shared/settings', 'shared/client/context', 'shared/client/fates', 'shared/client/event', 'shared/client/senders'],
    'Delivery knows what waits and how it is sent, not who recorded it.',
  ),
  clientRoom(
    'shared/client/record',
    [
      'shared/settings',
      'shared/client/context',
      'shared/client/fates',
      'shared/client/event',
      'shared/client/senders',
      'shared/client/deliver',
    ],
    'The recorder knows nothing of tracking.',
  ),
  clientRoom('shared/client', [...CLIENT, 'shared/settings'], 'The client is what its rooms export.'),

  room('shared/testing', [...LIGHT_EVENT, ...CLIENT], 'What tests of managers use stands on the client.'),
  room('shared/http', CLIENT, 'Contexts of web frameworks stand on the client.'),
  room('shared/policies', CLIENT, 'Ready-made policies stand on the client.'),

  room('shared/store', EVENT, 'The store knows events and keys.'),
  room('shared/api/answers', [...LIGHT_EVENT], 'Answers are types: a browser imports them.'),
  room('shared/api/routes', [...EVENT, 'shared/api/answers'], 'A row of routes says what is asked and answered.'),
  room(
    'shared/api',
    [...EVENT, 'shared/api/answers', 'shared/api/routes'],
    'The table of routes knows no server; it is answered elsewhere.',
  ),
  room('shared/api/http', [...EVENT, ...API], 'Serving HTTP knows the routes, not what answers them.'),
  room('shared/query/plan', [...EVENT, 'shared/store'], 'A plan reads nothing and answers nobody.'),
  room(
    'shared/query/sources',
    [...EVENT, 'shared/store', 'shared/query/plan'],
    'A source reads what a plan names and answers nobody.',
  ),
  room(
    'shared/query/answers',
    [...EVENT, 'shared/store', 'shared/api/answers', 'shared/query/plan', 'shared/query/sources'],
    'Answers are made of sources.',
  ),
  room(
    'shared/export',
    [
      ...EVENT,
      'shared/store',
      ...API,
      'shared/query/plan',
      'shared/query/sources',
      'shared/query/answers',
      'shared/client/event',
    ],
    'An export is a long answer, and an event of its own.',
  ),
  room(
    'shared/trail',
    [...LIGHT_EVENT, ...API, 'shared/client/senders'],
    'The reading client knows the interface, and how requests are signed.',
  ),
  room('shared', ['shared/client', 'shared/trail'], 'The package is its two clients.'),

  {
    folder: 'functions',
    withSubfolders: true,
    imports: SHARED,
    reason: 'Arrows never turn back: functions import shared.',
  },
  {
    folder: 'infra',
    withSubfolders: true,
    imports: [...SHARED, 'functions'],
    reason: 'Arrows never turn back: infra imports functions and shared.',
  },
  {
    folder: 'managers',
    withSubfolders: true,
    imports: [ERRORS, ...CLIENT],
    reason: 'Managers import only shared/client and shared/errors.',
  },
  {
    folder: 'local',
    withSubfolders: true,
    imports: [...SHARED, 'functions', 'managers'],
    reason: 'The local runtime composes functions, managers and shared.',
  },
  {
    folder: 'doctor',
    withSubfolders: true,
    imports: SHARED,
    reason: 'The doctor looks from outside: it imports shared alone.',
  },
];
