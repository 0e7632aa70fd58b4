import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsAnswer, MAX_ANSWER_BYTES, measureAnswer } from '../../../shared/api/answers/answer-size.js';
import type { Statistics } from '../../../shared/api/answers/answers.js';
import { toJsonText } from '../../../shared/api/answers/json-text.js';
import { writeProxyResult } from '../../../shared/api/http/proxy-request.js';
import { createRouter, mountRoutes } from '../../../shared/api/http/router.js';
import { MAX_ACTION_BYTES, MAX_TYPE_BYTES, MAX_USER_BYTES } from '../../../shared/event/values/limits.js';
import { MAX_DAYS } from '../../../shared/query/answers/activity.js';
import { MAX_HOURS } from '../../../shared/query/answers/statistics.js';
import { MAX_COUNTS, Tally } from '../../../shared/query/answers/tally.js';
import { countRuns } from '../../support/property-runs.js';

/** What AWS takes of a function's answer. Source: AWS Lambda, quotas (6 MB) and the error of its runtime interface. */
const LAMBDA_BYTES = 6_291_556;

const travel = async (response: Response) => Buffer.byteLength(JSON.stringify(await writeProxyResult(response)));

describe('the size of an answer', () => {
  it('is what its body takes where a function answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({
          unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '\0'), fc.string({ unit: 'grapheme', maxLength: 1 })),
        }),
        async (body) => {
          const frame = await travel(new Response('', { headers: { 'Content-Type': 'text/csv' } }));
          const whole = await travel(new Response(body, { headers: { 'Content-Type': 'text/csv' } }));
          expect(measureAnswer(body.toWellFormed()) - 2).toBe(whole - frame);
        },
      ),
      { numRuns: countRuns(500) },
    );
  });

  it.each([
    ['quotes', '"'],
    ['letters', 'x'],
    ['Chinese', '文'],
    ['emoji', '😀'],
    ['backslashes', '\\'],
  ])('is bounded by the same number of bytes for %s', (_, unit) => {
    const each = Buffer.byteLength(JSON.stringify(unit)) - 2;
    const most = Math.floor((MAX_ANSWER_BYTES - 2) / each);
    expect(fitsAnswer(unit.repeat(most))).toBe(true);
    expect(fitsAnswer(unit.repeat(most + 1))).toBe(false);
  });

  it('leaves room for what a function writes around a body', async () => {
    const headers = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`x-header-${at}`, 'v'.repeat(1_000)]));
    expect(await travel(new Response('x'.repeat(MAX_ANSWER_BYTES - 2), { headers }))).toBeLessThan(LAMBDA_BYTES);
  });
});

describe('a route', () => {
  it('answers with a problem instead of more than fits', async () => {
    const app = createRouter({ reportError: () => {} });
    const statistics = (names: number): Statistics => ({
      total: 1,
      by_event_type: {},
      by_action: {},
      by_status: {},
      by_user: Object.fromEntries(Array.from({ length: names }, (_, at) => [`${'"'.repeat(100)}${at}`, 1])),
      users: names,
      by_hour: {},
    });
    let names = 10;
    mountRoutes<'query'>(app, {
      getStatistics: () => toJsonText(statistics(names)),
      getActivity: () => expect.fail(),
      listEvents: () => expect.fail(),
      getTimeline: () => expect.fail(),
      getEvent: () => expect.fail(),
      listQuarantine: () => expect.fail(),
      getHealth: () => expect.fail(),
      getOpenApi: () => expect.fail(),
    });
    expect((await app.request('/v1/statistics')).status).toBe(200);
    names = 100_000;
    const refused = await app.request('/v1/statistics');
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ type: 'urn:trailkeeper:problem:range-too-large' });
  });
});

describe('counts', () => {
  const tallyOf = (bytes: number) => {
    const tally = new Tally();
    for (let at = 0; at < MAX_COUNTS * 2; at += 1) {
      tally.add(String(at).padStart(5, '0') + '\x01'.repeat(bytes - 5));
    }
    return tally;
  };
  const MANY = 99_999_999;
  const everyKey = (count: number, stepMs: number, length: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [new Date(at * stepMs).toISOString().slice(0, length), MANY]),
    );

  it('fit into one answer however many names there are, and however long', () => {
    const names = {
      by_event_type: tallyOf(MAX_TYPE_BYTES).toBoundedCounts(MAX_COUNTS),
      by_action: tallyOf(MAX_ACTION_BYTES).toBoundedCounts(MAX_COUNTS),
    };
    expect(Object.keys(names.by_action)).toHaveLength(MAX_COUNTS + 1);
    const by_user = tallyOf(MAX_USER_BYTES).toTopCounts(MAX_COUNTS);
    expect(fitsAnswer(JSON.stringify({ ...names, by_user, by_hour: everyKey(MAX_HOURS, 3_600_000, 20) }))).toBe(true);
    expect(fitsAnswer(JSON.stringify({ ...names, by_day: everyKey(MAX_DAYS, 86_400_000, 10) }))).toBe(true);
  });

  it('are by name while all fit, and lose none when they do not', () => {
    const few = new Tally();
    for (const value of ['b', 'a', 'b', 'other']) few.add(value);
    expect(Object.entries(few.toBoundedCounts(3))).toEqual([
      ['a', 1],
      ['b', 2],
      ['other', 1],
    ]);
    expect(few.toBoundedCounts(1)).toEqual({ b: 2, other: 2 });
  });
});
