/** What users do with a trail, wherever it runs: the embedded runtime and a deployment answer alike. */
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWhole, type TrailEntry } from '../../shared/api/answers/answers.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import type { AuditEvent } from '../../shared/event/event.js';
import type { AuditTrail } from '../../shared/trail/audit-trail.js';

export interface TrailUnderTest {
  readonly trail: AuditTrail;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  /** Where the queue's clients must connect to. */
  readonly sqsEndpoint: string;
  /** `POST /v1/events`, signed when the trail wants that. */
  post(body: string, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

const VISIBLE_TIMEOUT_MS = 30_000;

/** Asks again until the answer holds `count` events, or time is up; the caller's expectation then says what is missing. */
export async function waitForEvents(read: () => AsyncIterable<TrailEntry>, count: number): Promise<AuditEvent[]> {
  const deadline = Date.now() + VISIBLE_TIMEOUT_MS;
  for (;;) {
    const events: AuditEvent[] = [];
    for await (const entry of read()) if (isWhole(entry)) events.push(entry);
    if (events.length >= count || Date.now() > deadline) return events;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export function describeJourneys(where: string, start: () => Promise<TrailUnderTest>): void {
  describe(`journeys on ${where}`, () => {
    let tut: TrailUnderTest;
    beforeAll(async () => {
      tut = await start();
    }, 180_000);
    afterAll(() => tut?.stop());

    /** Names that no other journey uses, so that each sees its own events alone. */
    const names = () => {
      const run = randomUUID().slice(0, 8);
      return { user: `alice-${run}`, bucket: `bucket-${run}`, backend: `backend-${run}`, run };
    };
    const foreign = (user_id: string, number: number, more: object = {}) => ({
      timestamp: minutesAgo(10 - number / 100),
      event_type: 'vfs_operation',
      action: 'write',
      status: 'success',
      user_id,
      details: { number },
      ...more,
    });
    const send = (body: string) => tut.sqs.send(new SendMessageCommand({ QueueUrl: tut.queueUrl, MessageBody: body }));
    const of = (user_id: string) => () => tut.trail.events({ user_id, order: 'asc', limit: 3 });

    it('what a manager logs is found by user, resource, status, id, on the timeline and in an export', async () => {
      const { user, bucket, backend } = names();
      const audit = new AuditLogger({
        storage: { queue_url: tut.queueUrl, region: 'us-east-1', endpoint: tut.sqsEndpoint },
      });
      const related = [{ resource_id: bucket, role: 'bucket' }];
      await audit.run({ user_id: user, correlation_id: `request-of-${user}` }, async () => {
        await Promise.all([
          audit.logEvent({
            event_type: 'backend_operation',
            action: 'create',
            status: 'success',
            resource_id: backend,
            related,
          }),
          audit.logEvent({ event_type: 'vfs_operation', action: 'create', status: 'success', resource_id: bucket }),
          audit.logEvent({
            event_type: 'vfs_operation',
            action: 'write',
            status: 'failure',
            resource_id: `${bucket}:/file,1.txt`,
            related,
            error: { code: 'ENOSPC', message: 'no space left' },
          }),
        ]);
      });
      await audit.close();

      const events = await waitForEvents(of(user), 3);
      expect(events.map(({ event_type, action }) => `${event_type} ${action}`)).toEqual([
        'backend_operation create',
        'vfs_operation create',
        'vfs_operation write',
      ]);
      const timeline = await waitForEvents(() => tut.trail.timelineEvents({ resource_id: bucket, limit: 1 }), 3);
      expect(timeline).toEqual(events);
      const [first, , last] = events;
      expect(await tut.trail.getEvent(String(first?.event_id))).toEqual(first);
      expect((await tut.trail.queryEvents({ user_id: user, status: 'failure' })).events).toEqual([last]);
      expect((await tut.trail.queryEvents({ resource_id: `${bucket}:/file,1.txt` })).events).toEqual([last]);
      expect((await tut.trail.queryEvents({ correlation_id: `request-of-${user}` })).events).toEqual(
        [...events].reverse(),
      );
      expect(await collect(tut.trail.exportEvents({ user_id: user }))).toEqual(events);
      expect(await tut.trail.activity({ user_id: user })).toMatchObject({
        total: 3,
        by_status: { success: 2, failure: 1 },
      });
    });

    it('one event, a list and one a line are stored alike, and a thing sent twice under its own id is one', async () => {
      const { user, run } = names();
      const events = Array.from({ length: 6 }, (_, number) => foreign(user, number));
      const own = foreign(user, 6, { external_id: `own-${run}` });
      await send(JSON.stringify(events[0]));
      await send(JSON.stringify(events.slice(1, 3)));
      await send(
        events
          .slice(3)
          .map((event) => JSON.stringify(event))
          .join('\n'),
      );
      await send(JSON.stringify(own));
      await send(JSON.stringify([own, own]));
      await waitForEvents(of(user), 7);
      const { user: later } = names();
      await send(JSON.stringify(foreign(later, 0)));
      await waitForEvents(of(later), 1);
      const stored = (await collect(of(user)())).filter(isWhole);
      expect(stored.map(({ details }) => details?.number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    });

    it('what can never be stored is in quarantine with its reason, and its neighbours are stored at once', async () => {
      const { user, run } = names();
      const bad = foreign(user, 1, { colour: `red-${run}` });
      const bodies = [
        JSON.stringify([foreign(user, 0), bad, foreign(user, 2)]),
        `not JSON at all: ${run}`,
        JSON.stringify(foreign(user, 3)),
      ];
      await tut.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: tut.queueUrl,
          Entries: bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody })),
        }),
      );
      const stored = await waitForEvents(of(user), 3);
      expect(stored.map(({ details }) => details?.number)).toEqual([0, 2, 3]);
      const { items } = await tut.trail.quarantine({ limit: 100 });
      const own = items.filter((item) => JSON.stringify(item).includes(run));
      expect(own.map(({ reason }) => reason).sort()).toEqual(['not_an_event', 'not_json']);
      expect(JSON.stringify(own)).toContain('colour');
    });

    it('POST takes events or names what is wrong, and a retry under one key is the same events', async () => {
      const { user, run } = names();
      const body = JSON.stringify([foreign(user, 0), foreign(user, 1)]);
      const headers = { 'content-type': 'application/json', 'idempotency-key': run };
      for (let time = 0; time < 3; time += 1) {
        const response = await tut.post(body, headers);
        expect([response.status, await response.json()]).toEqual([202, { accepted: 2 }]);
      }
      const refused = await tut.post(JSON.stringify([foreign(user, 2), foreign(user, 3, { status: 'fine' })]), {
        'content-type': 'application/json',
      });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ errors: [{ index: 1, field: expect.stringContaining('status') }] });
      const stored = await waitForEvents(of(user), 2);
      expect(stored.map(({ details }) => details?.number)).toEqual([0, 1]);
    });

    it('secrets are in no answer', async () => {
      const { user, run } = names();
      const secret = `hunter2-${run}`;
      const details = {
        config: { password: secret },
        url: `https://alice:${secret}@example.com/`,
        list: [{ token: secret }],
      };
      await send(JSON.stringify(foreign(user, 0, { details, error: { code: 'E', message: `password=${secret}` } })));
      const [stored] = await waitForEvents(of(user), 1);
      expect(stored?.redactions?.length).toBeGreaterThan(2);
      expect(JSON.stringify(stored)).not.toContain(secret);
    });

    it('a wrong question is answered with the parameter and what was expected', async () => {
      await expect(tut.trail.queryEvents({ limit: 0 })).rejects.toMatchObject({ status: 400 });
      await expect(tut.trail.queryEvents({ cursor: 'changed' })).rejects.toMatchObject({ status: 400 });
      await expect(tut.trail.getEvent(randomUUID())).rejects.toMatchObject({ status: 404 });
    });
  });
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
