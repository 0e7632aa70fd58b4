/**
 * The recipes of CONTRIBUTING.md, tried in a copy of the sources: one row is added, and the compiler has to name every
 * other place that is to change.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const COPIED = [
  'infra',
  'functions',
  'shared',
  'managers',
  'local',
  'doctor',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.package.json',
  'test/support/dynalite.d.ts',
];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'recipes-'));
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The files that the compiler complains about, sorted. */
async function compile(): Promise<string[]> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '--noEmit', '--incremental', '--tsBuildInfoFile', join(copy, 'build.tsbuildinfo')];
  const said = await promisify(execFile)(process.execPath, args, { cwd: copy }).catch((error: unknown) => error);
  const output = typeof said === 'object' && said !== null && 'stdout' in said ? String(said.stdout) : '';
  return [...new Set([...output.matchAll(/^([\w/.-]+)\(\d+,\d+\): error/gm)].map(([, file = '']) => file))].sort();
}

interface Recipe {
  readonly name: string;
  /** Where the row goes, what it stands before, and the row. */
  readonly file: string;
  readonly before: string;
  readonly row: string;
  /** Every place that the compiler names. */
  readonly named: readonly string[];
}

const RECIPES: readonly Recipe[] = [
  {
    name: 'an event kind',
    file: 'shared/event/catalogue.ts',
    before: "  row('authentication', 'login'",
    row: "  row('billing', 'charge', 'critical', ['amount'], 'somebody was charged'),\n",
    named: [],
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
    ],
  },
  {
    name: 'a setting',
    file: 'shared/settings/settings.ts',
    before: '  batch_size: {',
    row: "  label: { variable: 'LABEL', kind: 'text', default: undefined, otherwise: 'none', meaning: 'a label' },\n",
    named: ['shared/settings/audit-config.ts'],
  },
  {
    name: 'a storage type',
    file: 'shared/settings/storage-types.ts',
    before: '  remote: {',
    row: "  kafka: { needs: 'url', reads: ['url'], meaning: 'a topic' },\n",
    named: ['shared/client/senders/sender-table.ts'],
  },
  {
    name: 'an index',
    file: 'shared/store/table.ts',
    before: "  'by-status': {",
    row: "  'by-action': { question: 'who did this', reads: 'action', rank: 4, partitionAttribute: 'a', partition: '<action>', sort: '<event id>', order: 'by time' },\n",
    named: ['shared/store/index-keys.ts', 'shared/store/place-event.ts'],
  },
  {
    name: 'a route',
    file: 'shared/api/routes/service-routes.ts',
    before: '  getHealth: route({',
    row: "  getVersion: route({ method: 'GET', path: '/v1/version', input: z.strictObject({}), output: healthSchema, status: 200, problems: [], role: 'viewer', servedBy: 'query', summary: 'Version' }),\n",
    named: ['functions/query/query-app.ts', 'shared/trail/questions.ts'],
  },
  {
    name: 'a renamed member of an answer',
    file: 'shared/api/answers/answers.ts',
    before: '  next_cursor: string | null;\n}\n\n/** `GET /v1/events/{event_id}`. */',
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
  },
];

describe('a change of one row', () => {
  it('begins from sources that compile', async () => {
    expect(await compile()).toEqual([]);
  });

  it.each(RECIPES)('$name: the compiler names every other place', async ({ file, before, row, named }) => {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    expect(text.split(before)).toHaveLength(2);
    writeFileSync(
      path,
      text.replace(before, () => row + before),
    );
    try {
      expect(await compile()).toEqual(named);
    } finally {
      writeFileSync(path, text);
    }
  });
});
