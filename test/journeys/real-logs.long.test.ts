/**
 * Logs of ten other systems, mapped as somebody in a hurry does it, on the runtime of `npm start`: nearly all is stored,
 * every answer is what a plain filter over what was sent gives, and nothing is hidden that is no secret.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalRuntime, startLocal } from '../../local/start-local.js';
import { isWhole, type TrailEntry } from '../../shared/api/answers/answers.js';
import type { AuditEvent } from '../../shared/event/event.js';
import { cutId } from '../../shared/event/line/cut-id.js';
import { REDACTED } from '../../shared/event/redact/redact.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';
import { createLocalSender } from '../support/local-sender.js';
import { type MappedLine, readMappedLogs } from '../support/log-mappings.js';
import { untilDrained } from '../support/until-drained.js';

const lines = readMappedLogs();
const nameOf = ({ log, line }: { readonly log: unknown; readonly line: unknown }) => `${log}:${line}`;
const sent = new Map(lines.map((each) => [nameOf(each), each]));
const LINES_A_MESSAGE = 50;
/** Of each filter: without an index of its own a question reads all events. */
const MAX_VALUES_ASKED = 15;

let local: LocalRuntime;
let trail: AuditTrail;
let sqs: SQSClient;
let dataDir: string;
/** By name of its line. */
const stored = new Map<string, AuditEvent>();

const lineOf = ({ details }: AuditEvent): string => nameOf({ log: details?.log, line: details?.line });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-'));
  local = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
  trail = new AuditTrail({ url: local.url });
  sqs = createLocalSender(local);
  for (let at = 0; at < lines.length; at += LINES_A_MESSAGE) {
    const events = lines.slice(at, at + LINES_A_MESSAGE).map(({ event }) => event);
    await sqs.send(new SendMessageCommand({ QueueUrl: local.queueUrl, MessageBody: JSON.stringify(events) }));
  }
  await untilDrained(sqs, local.queueUrl);
  for await (const entry of trail.exportEvents()) {
    if (!isWhole(entry)) expect.fail(`${entry.event_id} is not there`);
    stored.set(lineOf(entry), entry);
  }
}, 120_000);
afterAll(async () => {
  sqs.destroy();
  await local.stop();
  rmSync(dataDir, { recursive: true });
});

/** Names of what is a secret in these logs: signatures of links, tokens of forms and log-ins, ids that carry a session. */
const SECRET_NAMES = /^(?:_csrf|login_ticket|session_id|externalSessionId|sig|stateToken)$/;
const SECRET_PARAMETERS = /\b(sig|stateToken)=[^&\s"]+/g;

/** What may be left of a value: the secrets taken out, and nothing else. */
function withoutSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (SECRET_NAMES.test(name) && value !== '') return REDACTED;
    return value.replaceAll(SECRET_PARAMETERS, `$1=${REDACTED}`);
  }
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each, key)]));
}

const MAPPED = [
  'user_id',
  'resource_id',
  'source_ip',
  'user_agent',
  'correlation_id',
  'external_id',
  'event_type',
  'action',
] as const;

/** A field as it was sent, whole: null and empty text are nothing, numbers are text, and secrets are out. */
function wholeOf({ event }: MappedLine, name: (typeof MAPPED)[number]): unknown {
  const value = event[name];
  if (value === null || value === '') return name === 'user_id' ? 'system' : undefined;
  return withoutSecrets(typeof value === 'number' ? String(value) : value);
}

/** The same as it is stored: an id beyond its limit is its beginning and a hash. */
function asStored(line: MappedLine, name: (typeof MAPPED)[number]): unknown {
  const whole = wholeOf(line, name);
  return typeof whole !== 'string' || name === 'source_ip' || name === 'user_agent' ? whole : cutId(name, whole);
}

async function collectNames(entries: AsyncIterable<TrailEntry>): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of entries) names.push(isWhole(entry) ? lineOf(entry) : entry.event_id);
  return names.sort();
}

const storedLines = () => lines.filter((each) => stored.has(nameOf(each)));
const plainFilter = (matches: (each: MappedLine) => boolean): string[] =>
  storedLines().filter(matches).map(nameOf).sort();

describe('real logs', () => {
  it('are stored, nearly all', async () => {
    const missing = lines.filter((each) => !stored.has(nameOf(each)));
    expect(stored.size / lines.length, missing.map(nameOf).join(' ')).toBeGreaterThanOrEqual(0.99);
    const refused: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await trail.quarantine({ limit: 100, cursor });
      refused.push(...page.items.map(({ raw }) => raw));
      cursor = page.next_cursor;
    }
    // What is missing is in quarantine, line by line, and says where it was wrong.
    expect(refused).toHaveLength(missing.length);
  });

  it('keep everything that is no secret, to the letter', () => {
    for (const [name, event] of stored) {
      const source = sent.get(name) ?? expect.fail(name);
      expect([name, event.details?.record]).toEqual([name, withoutSecrets(source.record)]);
      for (const field of MAPPED) expect([name, field, event[field]]).toEqual([name, field, asStored(source, field)]);
      const cut = MAPPED.filter((field) => wholeOf(source, field) !== asStored(source, field));
      expect([name, (event.cut ?? []).map(({ path }) => path)]).toEqual([name, cut]);
    }
  });

  it.each(['user_id', 'resource_id', 'correlation_id', 'event_type', 'action'] as const)(
    'are found by %s as a plain filter finds them',
    async (field) => {
      const all = new Set(storedLines().map((each) => wholeOf(each, field)));
      const values = [...all].filter((value) => typeof value === 'string');
      expect(values.length).toBeGreaterThan(20);
      const step = Math.ceil(values.length / MAX_VALUES_ASKED);
      const asked = values.filter((value, at) => at % step === 0 || value.length > 128);
      for (const value of asked) {
        const found = await collectNames(trail.events({ [field]: value, limit: 1_000 }));
        expect([value, found]).toEqual([value, plainFilter((each) => wholeOf(each, field) === value)]);
      }
    },
    240_000,
  );

  it('are counted, and told by resource and person, as a plain filter does', async () => {
    const { total, by_user, by_event_type } = await trail.statistics();
    expect(total).toBe(stored.size);
    for (const [user, count] of Object.entries(by_user)) {
      expect([user, count]).toEqual([user, plainFilter((each) => asStored(each, 'user_id') === user).length]);
    }
    for (const [type, count] of Object.entries(by_event_type)) {
      expect([type, count]).toEqual([type, plainFilter((each) => asStored(each, 'event_type') === type).length]);
    }
    const users = [...new Set(storedLines().map((each) => String(asStored(each, 'user_id'))))];
    for (const user_id of users.filter((_, at) => at % 5 === 0)) {
      const mine = plainFilter((each) => asStored(each, 'user_id') === user_id);
      expect([user_id, (await trail.activity({ user_id })).total]).toEqual([user_id, mine.length]);
    }
    const resources = [...new Set(storedLines().map((each) => asStored(each, 'resource_id')))];
    for (const resource_id of resources.filter((id, at) => typeof id === 'string' && at % 5 === 0)) {
      const mine = plainFilter((each) => asStored(each, 'resource_id') === resource_id);
      const found = await collectNames(trail.timelineEvents({ resource_id: String(resource_id) }));
      expect([resource_id, found]).toEqual([resource_id, mine]);
    }
  }, 120_000);

  it('are listed in one order, by range as well', async () => {
    const events = [...stored.values()];
    const times = events.map(({ timestamp }) => timestamp).sort();
    const [from, to] = [times[Math.floor(times.length / 4)] ?? '', times[Math.floor((times.length * 3) / 4)] ?? ''];
    const expected = events
      .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
      .map(lineOf)
      .sort();
    expect(await collectNames(trail.events({ from, to, limit: 200 }))).toEqual(expected);
    expect(await collectNames(trail.exportEvents({ from, to }))).toEqual(expected);
  });
});
