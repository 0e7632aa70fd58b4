import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeEnvelope } from '../../../../shared/event/envelope/envelope.js';
import { readPlainEvents } from '../../../../shared/event/envelope/plain-events.js';

const EVENT = { timestamp: '2026-01-31T09:30:00Z', event_type: 't', action: 'a', status: 'success' };

const sns = (Message: string, MessageId = 'c1f0-1') => ({
  Type: 'Notification',
  MessageId,
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:events',
  Message,
  Timestamp: '2026-01-31T09:30:00.000Z',
  SignatureVersion: '1',
});
const eventBridge = (detail: unknown, id = 'e-1') => ({
  version: '0',
  id,
  'detail-type': 'something happened',
  source: 'my.app',
  account: '123456789012',
  time: '2026-01-31T09:30:00Z',
  region: 'eu-central-1',
  resources: [],
  detail,
});
const destination = (responsePayload: unknown, condition = 'Success') => ({
  version: '1.0',
  timestamp: '2026-01-31T09:30:00Z',
  requestContext: { requestId: 'r-1', functionArn: 'arn:aws:lambda:x:1:function:f:$LATEST', condition },
  requestPayload: {},
  responseContext: { statusCode: 200 },
  responsePayload,
});

const read = (value: unknown) => {
  const outcome = readPlainEvents(typeof value === 'string' ? value : JSON.stringify(value));
  return outcome.kind === 'events'
    ? { producerId: outcome.producerId, values: outcome.parts.map((part) => part.value) }
    : outcome;
};

describe('plain events', () => {
  const FORMS: Record<string, (events: object[]) => string> = {
    list: (events) => JSON.stringify(events),
    'an object with a list': (events) => JSON.stringify({ events }),
    'one a line': (events) => events.map((event) => JSON.stringify(event)).join('\n'),
    'one a line, with Windows line ends and a last one': (events) =>
      events.map((event) => `${JSON.stringify(event)}\r\n`).join(''),
  };
  const WRAPPERS: Record<string, [wrap: (text: string) => unknown, producer: string | undefined]> = {
    nothing: [(text) => text, undefined],
    SNS: [(text) => sns(text), 'sns:c1f0-1'],
    EventBridge: [(text) => eventBridge(text), 'eb:e-1'],
    'a Lambda destination': [(text) => destination(text), 'dest:r-1'],
    'EventBridge in SNS': [(text) => sns(JSON.stringify(eventBridge(text))), 'eb:e-1'],
    'a Lambda destination in EventBridge': [(text) => eventBridge(destination(text)), 'dest:r-1'],
  };
  const cases = Object.entries(FORMS).flatMap(([form, write]) =>
    Object.entries(WRAPPERS).map(([wrapper, [wrap, producer]]) => ({ form, wrapper, write, wrap, producer })),
  );

  test.each(cases)('as $form in $wrapper', ({ write, wrap, producer }) => {
    const events = [EVENT, { ...EVENT, action: 'b' }];
    expect(read(wrap(write(events)))).toEqual({ producerId: producer, values: events });
  });

  test.each([
    ['EventBridge', eventBridge, 'eb:e-1'],
    ['a Lambda destination', destination, 'dest:r-1'],
  ] as const)('as a value in %s', (_name, wrap, producerId) => {
    for (const payload of [EVENT, [EVENT], { events: [EVENT] }]) {
      expect(read(wrap(payload))).toEqual({ producerId, values: [EVENT] });
    }
  });

  test('an envelope that SNS wrapped is one', () => {
    const body = writeEnvelope({ producer_id: 'p', lines: ['{}'], sequences: [], sampled_out: {} });
    expect(read(sns(body))).toEqual({ kind: 'envelope', body });
  });

  test.each([
    [{ Records: [{ eventSource: 'aws:s3', s3: {} }] }, 'Records of aws:s3'],
    [{ Records: [{ EventSource: 'password=hunter2' }] }, 'Records'],
    [{ Type: 'SubscriptionConfirmation', Token: 'x' }, 'an SNS SubscriptionConfirmation'],
    [{ awslogs: { data: 'H4sI' } }, 'a CloudWatch Logs subscription'],
    [{ AlarmName: 'x', NewStateValue: 'ALARM' }, 'a CloudWatch alarm'],
    [{ specversion: '1.0', type: 'x', source: 'y', data: EVENT }, 'a CloudEvents event'],
    [{ payload: EVENT }, 'an object with the event in payload'],
    [{ 'password=hunter2': [EVENT] }, 'an object around the event'],
    [{ body: JSON.stringify(EVENT) }, 'an object with the event in body'],
    [destination({ errorMessage: 'x' }, 'RetriesExhausted'), 'a Lambda destination record of a failed call'],
    [sns(JSON.stringify(EVENT), 'no id at all'), 'an SNS notification without an id'],
  ])('an unknown wrapper names itself: %j', (value, got) => {
    expect(read(value)).toMatchObject({ kind: 'unreadable', reason: 'unknown_wrapper', got });
  });

  test('what has a member of an event is one, whatever else it has', () => {
    for (const member of Object.keys(EVENT)) {
      const value = { [member]: 'x', Records: [], payload: EVENT };
      expect(read(value)).toEqual({ producerId: undefined, values: [value] });
    }
  });

  test('no text whatever makes it throw, and no wrappers within wrappers', () => {
    let nested: unknown = EVENT;
    for (let depth = 0; depth < 8; depth += 1) nested = eventBridge(nested);
    expect(read(nested)).toMatchObject({ kind: 'unreadable', reason: 'unknown_wrapper' });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(sns(JSON.stringify(value)))),
        ),
        (text) => {
          const outcome = readPlainEvents(text);
          if (outcome.kind === 'events') for (const part of outcome.parts) expect(typeof part.readRaw()).toBe('string');
        },
      ),
    );
  });
});
