import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeploymentError } from '../../../infra/deployment-error.js';
import { BatchAnswerError } from '../../../local/batch-failures.js';
import { DeadlineError } from '../../../local/deadline.js';
import { PortTakenError } from '../../../local/http-server.js';
import { ManagerError } from '../../../managers/manager-error.js';
import { LAYERS } from '../../../scripts/layers.js';
import { ProblemError } from '../../../shared/api/answers/problem.js';
import { FolderInUseError } from '../../../shared/client/folder-lock/folder-lock.js';
import { EventDroppedError, EventRejectedError } from '../../../shared/client/index.js';
import { EventAssertionError } from '../../../shared/client/record/event-assertion-error.js';
import { TrailKeyError } from '../../../shared/config/trail-key.js';
import type { ErrorRow, ErrorRows } from '../../../shared/errors/error-row.js';
import { type CodeOf, ERRORS, type ErrorName } from '../../../shared/errors/errors.js';
import { FlagError, incompleteFlag, unknownFlag, wrongFlagValue } from '../../../shared/errors/flag-error.js';
import { MANAGER_ERROR_ROWS } from '../../../shared/errors/manager-errors.js';
import { TrailkeeperError } from '../../../shared/errors/trailkeeper-error.js';
import { CodecError } from '../../../shared/event/envelope/codec.js';
import { EnvelopeError } from '../../../shared/event/envelope/envelope-reader.js';
import { QueryRefusedError } from '../../../shared/query/plan/query-refused-error.js';
import { UnprocessedKeysError } from '../../../shared/query/sources/dynamodb-table-reader.js';
import { AuditConfigError } from '../../../shared/settings/audit-config-error.js';
import { EpochRowError } from '../../../shared/store/epoch-directory.js';
import { RefusedItemsError } from '../../../shared/store/event-writer.js';
import { KeyError } from '../../../shared/store/keys.js';
import { TableAnswerError } from '../../../shared/store/table-answer-error.js';
import { AuditTrailError } from '../../../shared/trail/audit-trail-error.js';
import { TrailQueryError } from '../../../shared/trail/trail-query.js';
import { countRuns } from '../../support/property-runs.js';

const root = resolve(import.meta.dirname, '../../..');
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const TABLES = 'shared/errors/';

const tops = [...new Set(LAYERS.map(({ folder }) => folder.split('/', 1)[0] ?? folder))];
const sources = tops.flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(?:^|[\\/])(?:node_modules|dist)[\\/]/.test(name))
    .map((name) => `${top}/${name.replaceAll('\\', '/')}`),
);
const texts = new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8').replaceAll(COMMENTS, '')]));

/** Name, parent and file of every class that extends something, in `texts`. */
function listClasses(of: ReadonlyMap<string, string>): { name: string; parent: string; file: string }[] {
  return [...of].flatMap(([file, text]) =>
    [
      ...text.replaceAll(/<[^<>{}]*>/g, '').matchAll(/\bclass\b\s*(?!extends\b)(\w*)[^{};]*?\bextends\s+([\w.$]+)/g),
    ].map(([, name = '', parent = '']) => ({ name, parent, file })),
  );
}

const TRIED_AGAIN = 'ends one try, and is counted or tried again by its caller';
const FINDING = 'its message is what the doctor prints';
const BROKEN_START = 'ends the local runtime with its stack: nothing that a user could mend by its kind';

/** Files that make a bare Error, and why that is enough. */
const BARE: Readonly<Record<string, string>> = {
  'doctor/checks/http-service-clock.ts': FINDING,
  'doctor/local-target.ts': FINDING,
  'doctor/stack-outputs.ts': FINDING,
  'doctor/stack-target.ts': FINDING,
  'functions/ingest/attempt-within.ts': TRIED_AGAIN,
  'local/batch-receiver.ts': TRIED_AGAIN,
  'local/demo/run-demo.ts': BROKEN_START,
  'local/embedded-queue.ts': BROKEN_START,
  'local/embedded-table.ts': BROKEN_START,
  'local/http-server.ts': BROKEN_START,
  'managers/backend/probe-store.ts': TRIED_AGAIN,
  'managers/filesystem-journal/journal-step.ts': 'is caught where it is thrown',
  'shared/client/deliver/delivery.ts': TRIED_AGAIN,
  'shared/client/senders/quiet-client.ts': TRIED_AGAIN,
  'shared/client/senders/send-within.ts': TRIED_AGAIN,
  'shared/export/export-record.ts': TRIED_AGAIN,
  'shared/trail/trail-connection.ts': TRIED_AGAIN,
};

const isErrorName = (name: string) => /(?:Error|Exception)$/.test(name);
const errorClasses = listClasses(texts).filter(({ parent }) => isErrorName(parent));

const rows = Object.entries<ErrorRows>(ERRORS).flatMap(([name, codes]) =>
  Object.entries(codes).map(([code, row]): [string, string, ErrorRow] => [code, name, row]),
);

describe('the classes of the sources', () => {
  it('extend the base, which alone extends Error', () => {
    const wrong = errorClasses.filter(({ parent }) => parent !== 'TrailkeeperError');
    expect(wrong).toEqual([{ name: 'TrailkeeperError', parent: 'Error', file: 'shared/errors/trailkeeper-error.ts' }]);
  });

  it('are the classes of the table, each once', () => {
    const names = errorClasses.map(({ name }) => name).filter((name) => name !== 'TrailkeeperError');
    expect(names.sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('make no bare Error, but where nobody catches it by its kind', () => {
    const bare = [...texts].filter(([, text]) => /\bnew Error\(/.test(text)).map(([file]) => file);
    expect(bare.length).toBeGreaterThan(5);
    expect(bare.filter((file) => !Object.hasOwn(BARE, file))).toEqual([]);
  });

  it('below the doors of HTTP throw no problem', () => {
    const doors = /^(?:shared\/(?:api|errors)|functions)\//;
    const throwing = [...texts].filter(([, text]) => text.includes('ProblemError')).map(([file]) => file);
    expect(throwing.length).toBeGreaterThan(5);
    expect(throwing.filter((file) => !doors.test(file))).toEqual([]);
  });

  it('would be found in any form', () => {
    const text =
      'class A extends Error {}\nconst b = class extends RangeError {};\nclass C<T extends X>\n extends TypeError {}';
    expect(listClasses(new Map([['x', text]])).map(({ parent }) => parent)).toEqual([
      'Error',
      'RangeError',
      'TypeError',
    ]);
  });
});

describe('the codes of the table', () => {
  it('are in snake_case and unique', () => {
    const codes = rows.map(([code]) => code);
    expect(codes.filter((code) => !/^[a-z]+(?:_[a-z]+)*$/.test(code))).toEqual([]);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it('say in one line each what they mean and what to do', () => {
    const bad = rows.filter(([, , { meaning, remedy }]) =>
      [meaning, remedy].some((text) => !/^[A-Z`].*[.]$/.test(text) || text.includes('|')),
    );
    expect(bad).toEqual([]);
  });

  it.each(rows)('%s is thrown as %s', (code, name) => {
    const places = [...texts].filter(
      ([file, text]) =>
        (!file.startsWith(TABLES) || file.endsWith('-error.ts')) && text.includes(name) && text.includes(`'${code}'`),
    );
    expect(places).not.toEqual([]);
  });
});

const each = <Name extends ErrorName>(name: Name, make: (code: CodeOf<Name>) => TrailkeeperError): TrailkeeperError[] =>
  Object.keys(ERRORS[name]).map((code) => make(code as CodeOf<Name>));
const facts = { subject: 'it', expected: 'this', got: 'that' };

/** At least one error of every class, made as the sources make them. */
const SAMPLES: { readonly [Name in ErrorName]: readonly TrailkeeperError[] } = {
  AuditConfigError: [new AuditConfigError([{ path: 'storage.type', expected: 'sqs', got: '5' }])],
  AuditTrailError: [
    new AuditTrailError('403: no', { status: 403 }),
    new AuditTrailError('nobody answers', {}),
    new AuditTrailError('it broke off', { code: 'trail_answer_broken' }),
  ],
  BatchAnswerError: [new BatchAnswerError('a list', 'nothing')],
  CodecError: each('CodecError', (code) => new CodecError(code, facts)),
  DeadlineError: [new DeadlineError('ingest', 5)],
  EnvelopeError: each('EnvelopeError', (code) => new EnvelopeError(code, facts)),
  EpochRowError: [new EpochRowError('to_ms', 'a later time', '5')],
  DeploymentError: each('DeploymentError', (code) => new DeploymentError(code, facts)),
  EventAssertionError: each('EventAssertionError', (code) => new EventAssertionError(code, facts)),
  EventDroppedError: (['buffer_full', 'closed', 'close_deadline'] as const).map((why) => new EventDroppedError(why)),
  EventRejectedError: [new EventRejectedError('invalid_action', 'action', 'a name', 'a number')],
  FlagError: [
    new FlagError('expects a, got b', 'a', 'b'),
    unknownFlag('--x'),
    incompleteFlag('--port', 'a port number'),
    wrongFlagValue('--port', 'a number', 'x'),
  ],
  FolderInUseError: [new FolderInUseError('x is in use', 'choose another')],
  KeyError: [new KeyError('table', 'T#')],
  ManagerError: each('ManagerError', (code) => new ManagerError(code, `it is ${code}`)),
  PortTakenError: [new PortTakenError('port 1 is taken', 'choose another')],
  ProblemError: [
    new ProblemError('not-found', 'there is no event of this id'),
    new ProblemError('too-large', 'expected 1, got 2', { errors: [{ field: '$', expected: '1', got: '2' }] }),
  ],
  QueryRefusedError: [
    new QueryRefusedError('invalid_cursor', { field: 'cursor', expected: 'this', got: 'that' }),
    new QueryRefusedError('range_too_large', {
      field: 'from',
      expected: 'less',
      got: 'more',
      message: 'more, not less',
    }),
  ],
  RefusedItemsError: [new RefusedItemsError('ValidationException')],
  TableAnswerError: each('TableAnswerError', (code) => new TableAnswerError(code, facts)),
  TrailKeyError: [new TrailKeyError('bad_trail_key', facts)],
  TrailQueryError: [new TrailQueryError('user_id', 'one value or more', 'an empty list')],
  UnprocessedKeysError: [new UnprocessedKeysError(3)],
};

/** Classes whose message does not name what was expected, and why. */
const OWN_WORDS: Partial<Record<ErrorName, string>> = {
  AuditTrailError: 'it says what the service said',
  ManagerError: 'its message is the `error.message` of an event, written where it is thrown',
  ProblemError: 'its message is the `detail` of an answer; `errors` beside it name expected and got',
};

describe.each(Object.entries(SAMPLES))('%s', (name, samples) => {
  it.each(samples)('%s has code, expected and got, and says them', (error) => {
    expect(Object.keys(ERRORS[name as ErrorName])).toContain(error.code);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(TrailkeeperError);
    expect(error.constructor.name).toBe(name);
    expect(error.name).toBe(name);
    expect(error.expected).not.toBe('');
    expect(error.got).not.toBe('');
    if (!(name in OWN_WORDS)) expect(error.message).toContain(error.expected);
    if (error.got !== 'nothing') expect(error.message).toContain(error.got);
  });
});

describe('TrailkeeperError', () => {
  class Sample extends TrailkeeperError<'FlagError'> {
    override readonly name = 'Sample';
  }

  it('keeps what it is told, whatever that is, and names it in its message', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, fc.anything(), (subject, expected, got, cause) => {
        const error = new Sample('bad_flag', { subject, expected, got, cause });
        expect(error.message).toBe(`${subject}: expected ${expected}, got ${got}`);
        expect([error.code, error.expected, error.got, error.cause]).toEqual(['bad_flag', expected, got, cause]);
        expect('cause' in error).toBe(cause !== undefined);
      }),
      { numRuns: countRuns(200) },
    );
  });
});

describe('ManagerError', () => {
  it('expects what the row of its code says', () => {
    expect(new ManagerError('not_found', 'there is no x').expected).toBe(MANAGER_ERROR_ROWS.not_found.expected);
  });
});

describe('the secret of an error', () => {
  it('is not in it: of a trail key only its length', async () => {
    const { parseTrailKey } = await import('../../../shared/config/trail-key.js');
    fc.assert(
      fc.property(fc.stringMatching(/^[g-z]{8,80}$/), (secret) => {
        expect(() => parseTrailKey(secret)).toThrow(
          expect.objectContaining({ code: 'bad_trail_key', message: expect.not.stringContaining(secret) }),
        );
      }),
      { numRuns: countRuns(50) },
    );
  });
});
