/** The recipes of CONTRIBUTING.md as rows: what is added where, and what then has to name every other place. */

import { REDACTION_RULES_VERSION } from '../../shared/event/rules.js';

export interface Recipe {
  readonly name: string;
  /** Where the row goes, and what it stands before. Without `before` the file is new, and `row` is all of it. */
  readonly file: string;
  readonly before?: string;
  readonly row: string;
  /** Places that the compiler names, perhaps among others. Without it the compiler has nothing to say. */
  readonly named?: readonly string[];
  /** Tests that are run, where the compiler cannot know, and the titles of some that fail. */
  readonly tests?: readonly string[];
  readonly failing?: readonly string[];
}

/** A manager with all that one needs, but for its tests. */
const COUNTER = `import type { EventLogger } from '../../shared/client/event/event-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';

export class CounterManager {
  constructor(readonly auditLogger: EventLogger) {}
  async add(name: string): Promise<string> {
    return name;
  }
}

instrument(CounterManager, { add: { type: 'counter', action: 'add', resource: (name) => name } });
`;

export const RECIPES: readonly Recipe[] = [
  {
    name: 'an event kind',
    file: 'shared/event/catalogue.ts',
    before: "  row('authentication', 'login'",
    row: "  row('billing', 'charge', 'critical', ['amount'], 'somebody was charged'),\n",
    tests: ['test/scripts/generated-files.test.ts'],
    failing: ['generated files are up to date (`npm run generate` writes them) docs/generated/catalogue.md'],
  },
  {
    name: 'a field of the event',
    file: 'shared/event/fields/actor-fields.ts',
    before: '  source_ip: {',
    row: "  device_id: { ...id, required: false, origin: 'context', csv: 99, meaning: 'Device.', example: 'phone' },\n",
    named: [
      'shared/client/context/context.ts',
      'shared/client/event/buffered-event.ts',
      'shared/client/event/event-logger.ts',
      'shared/event/event.ts',
      'shared/event/line/as-written.ts',
      'shared/event/line/cut.ts',
      'shared/event/line/map-ids.ts',
      'shared/event/line/serialise-line.ts',
      'shared/event/redact/redact.ts',
      'shared/export/csv-record.ts',
      'test/shared/event/line/canonical-line.test.ts',
      'test/shared/event/line/cut-id.test.ts',
    ],
    tests: ['test/scripts/generated-files.test.ts'],
    failing: ['what a version number stands for changes together with the number'],
  },
  {
    name: 'a setting',
    file: 'shared/settings/settings.ts',
    before: '  batch_size: {',
    row: "  label: { variable: 'LABEL', kind: 'text', default: undefined, otherwise: 'none', meaning: 'a label' },\n",
    named: ['shared/settings/audit-config.ts'],
    tests: ['test/shared/config/load-audit-config.test.ts'],
    failing: ['environment every key can be overridden, and the variable wins over the file'],
  },
  {
    name: 'a storage type',
    file: 'shared/settings/storage-types.ts',
    before: '  remote: {',
    row: "  kafka: { needs: 'url', reads: ['url'], meaning: 'a topic' },\n",
    named: ['shared/client/senders/sender-table.ts'],
    tests: ['test/shared/config/load-audit-config.test.ts'],
    failing: ['problems all are named at once, with key path, expectation and what was got'],
  },
  {
    name: 'an index',
    file: 'shared/store/table.ts',
    before: "  'by-status': {",
    row: "  'by-action': { question: 'who did this', reads: 'action', rank: 4, partitionAttribute: 'a', partition: '<action>', sort: '<event id>', order: 'by time' },\n",
    named: ['shared/store/index-keys.ts', 'shared/store/place-event.ts'],
    tests: ['test/infra/deploy-document.test.ts', 'test/infra/runbook.test.ts'],
    failing: [
      'docs/deploy.md names every output, and says how much there is of what',
      'docs/runbook.md has one article for each alarm, and none besides',
    ],
  },
  {
    name: 'a route',
    file: 'shared/api/routes/service-routes.ts',
    before: '  getHealth: route({',
    row: "  getVersion: route({ method: 'GET', path: '/v1/version', input: z.strictObject({}), output: healthSchema, status: 200, problems: [], role: 'viewer', servedBy: 'query', summary: 'Version' }),\n",
    named: ['functions/query/query-app.ts', 'shared/trail/questions.ts'],
    tests: ['test/infra/constructs/permissions.test.ts', 'test/scripts/generated-files.test.ts'],
    failing: [
      'generated files are up to date (`npm run generate` writes them) docs/generated/openapi.json',
      'policies of the roles of prod Viewer may use its routes alone',
      'what a version number stands for changes together with the number',
    ],
  },
  {
    name: 'a renamed member of an answer',
    file: 'shared/api/answers/answers.ts',
    before: '  ahead: EventsAhead | null;\n',
    row: '  searched: string;\n',
    named: ['functions/query/answer-pages.ts', 'shared/api/routes/answer-schemas.ts'],
  },
  {
    name: 'an error of the service',
    file: 'shared/errors/service-errors.ts',
    before: '    range_too_large: {',
    row: "    too_many_filters: { meaning: 'Too many filters.', remedy: 'Leave some out.' },\n",
    named: ['shared/api/http/error-problems.ts'],
  },
  {
    name: 'a function on a schedule',
    file: 'functions/functions.ts',
    before: '  accept: {',
    row: "  recount: { description: 'counts again', trigger: { kind: 'schedule', everyMinutes: 5 }, may: ['read table'], limits: 'answer', environment: queryEnvironment },\n",
    named: ['local/local-functions.ts'],
    tests: ['test/infra/deploy-document.test.ts'],
    failing: ['docs/deploy.md names every output, and says how much there is of what'],
  },
  {
    name: 'a method of a manager, without a decision',
    file: 'managers/pin/pin-operations.ts',
    before: '  /** Sorted by content id. */\n  listPins(',
    row: '  countPins(options?: ActorOptions): Promise<number>;\n',
    named: ['managers/pin/pin-manager.ts', 'managers/pin/pin-policy.ts'],
  },
  {
    name: 'a manager that no test opens',
    file: 'managers/counter/counter.ts',
    row: COUNTER,
    tests: ['test/managers/policies.test.ts'],
    failing: ['every manager that is wrapped in managers/ is among those of open-managers.ts, which these tests open'],
  },
  {
    name: 'a manager among those that the tests open',
    file: 'test/managers/open-managers.ts',
    before: ' };\n\nexport interface Managers',
    row: ', CounterManager: class {}',
    named: ['test/managers/policies.test.ts', 'test/managers/unchanged-managers.test.ts'],
  },
  {
    name: 'an export format',
    file: 'shared/api/answers/export-formats.ts',
    before: '  csv: { contentType',
    row: "  xml: { contentType: 'application/xml' },\n",
    named: ['shared/export/export-format.ts', 'test/functions/export/export-app.test.ts'],
    tests: ['test/scripts/generated-files.test.ts'],
    failing: [
      'generated files are up to date (`npm run generate` writes them) docs/generated/api.md',
      'generated files are up to date (`npm run generate` writes them) docs/generated/openapi.json',
      'generated files are up to date (`npm run generate` writes them) docs/generated/versions.md',
      'what a version number stands for changes together with the number',
    ],
  },
  {
    name: 'an alarm',
    file: 'infra/constructs/watching/alarm-rows.ts',
    before: '  ApiErrors: {',
    row: "  Waiting: { metric: (metrics) => metrics.waiting, threshold: 100_000, periods: 3, impact: 'Very many messages wait.' },\n",
    tests: ['test/infra/runbook.test.ts', 'test/infra/deploy-document.test.ts'],
    failing: [
      'docs/deploy.md names every output, and says how much there is of what',
      'docs/runbook.md has one article for each alarm, and none besides',
    ],
  },
  {
    name: 'a rule of redaction',
    file: 'shared/event/redact/known-forms-payment.ts',
    before: "  'Stripe webhook':",
    row: "  'key of a new bank': String.raw`nb_live_[\\w]{16,}`,\n",
    tests: ['test/shared/event/redact/known-forms.test.ts'],
    failing: ['the tables of rules change together with the version: raise it, and write the new digest beside it'],
  },
  {
    name: 'a version of the rules of redaction',
    file: 'shared/event/rules.ts',
    before: ';\n/** SHA-256 of the tables of rules',
    row: ' + 1',
    tests: ['test/shared/event/rules.test.ts', 'test/scripts/generated-files.test.ts'],
    failing: [
      `redaction rules have their file: WRITE_GOLDEN=1 npm test -- test/shared/event/rules.test.ts writes redaction-rules-${REDACTION_RULES_VERSION + 1}.json`,
      'test/scripts/generated-files.test.ts',
    ],
  },
  {
    name: 'a code of an error',
    file: 'shared/errors/manager-errors.ts',
    before: '  closed: row(',
    row: "  clumsy: row('A hand slipped.', 'a steady hand', 'Try again.'),\n",
    tests: ['test/shared/errors/errors.test.ts', 'test/scripts/generated-files.test.ts'],
    failing: [
      'generated files are up to date (`npm run generate` writes them) docs/generated/errors.md',
      'the codes of the table clumsy is thrown as ManagerError',
    ],
  },
  {
    name: 'a class of errors',
    file: 'shared/errors/local-errors.ts',
    before: '  PortTakenError: {',
    row: "  LampError: { no_light: { meaning: 'It is dark.', remedy: 'Wait for the morning.' } },\n",
    named: ['test/shared/errors/errors.test.ts'],
    tests: ['test/shared/errors/errors.test.ts'],
    failing: [
      'the classes of the sources are the classes of the table, each once',
      'the codes of the table no_light is thrown as LampError',
    ],
  },
];
