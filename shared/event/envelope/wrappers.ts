/**
 * What other services put around an event before it reaches the queue. Each is known by its own members; its id names
 * the producer, because these services deliver more than once, each time as another message.
 */

/** `payload`: a JSON value, or a text that has to be read like a message of its own. */
export type Wrapper =
  | { readonly kind: 'known'; readonly producerId: string; readonly payload: unknown }
  | { readonly kind: 'unknown'; readonly name: string };

type Members = Readonly<Record<string, unknown>>;

/** Ids as AWS makes them; anything else would be a sender's free text in the name of a producer. */
const SERVICE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const isText = (value: unknown): value is string => typeof value === 'string';
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined for a value that is no wrapper: an event, whether a good one or not. */
export function findWrapper(value: Members): Wrapper | undefined {
  for (const open of KNOWN) {
    const wrapper = open(value);
    if (wrapper !== undefined) return wrapper;
  }
  if (EVENT_MEMBERS.some((member) => Object.hasOwn(value, member))) return undefined;
  const name = nameService(value) ?? namePayload(value);
  return name === undefined ? undefined : { kind: 'unknown', name };
}

const EVENT_MEMBERS = ['event_type', 'action', 'status', 'timestamp'];

function name(prefix: 'sns' | 'eb' | 'dest', id: unknown, service: string, payload: unknown): Wrapper {
  if (isText(id) && SERVICE_ID.test(id)) return { kind: 'known', producerId: `${prefix}:${id}`, payload };
  return { kind: 'unknown', name: `${service} without an id` };
}

const KNOWN: readonly ((value: Members) => Wrapper | undefined)[] = [
  ({ Type, TopicArn, MessageId, Message }) =>
    Type === 'Notification' && isText(TopicArn) && isText(Message)
      ? name('sns', MessageId, 'an SNS notification', Message)
      : undefined,
  (value) =>
    isText(value['detail-type']) && isText(value.source) && Object.hasOwn(value, 'detail')
      ? name('eb', value.id, 'an EventBridge event', value.detail)
      : undefined,
  ({ requestContext, responsePayload, requestPayload }) => {
    if (!isMembers(requestContext) || !isText(requestContext.functionArn)) return undefined;
    if (responsePayload === undefined && requestPayload === undefined) return undefined;
    // Of a call that failed the answer is an error, and what it was called with is no event.
    return requestContext.condition === 'Success'
      ? name('dest', requestContext.requestId, 'a Lambda destination record', responsePayload)
      : { kind: 'unknown', name: 'a Lambda destination record of a failed call' };
  },
];

const AWS_SOURCE = /^aws:[a-z0-9]{1,24}$/;

/** Services whose messages hold no event of a sender. */
function nameService(value: Members): string | undefined {
  const { Records: records, Type: type } = value;
  if (Array.isArray(records)) {
    const first: unknown = records[0];
    const source = isMembers(first) ? (first.eventSource ?? first.EventSource) : undefined;
    return isText(source) && AWS_SOURCE.test(source) ? `Records of ${source}` : 'Records';
  }
  if (type === 'SubscriptionConfirmation' || type === 'UnsubscribeConfirmation') return `an SNS ${type}`;
  if (Object.hasOwn(value, 'awslogs')) return 'a CloudWatch Logs subscription';
  if (Object.hasOwn(value, 'AlarmName')) return 'a CloudWatch alarm';
  if (isText(value.specversion)) return 'a CloudEvents event';
  if (isText(value.httpMethod) && isMembers(value.requestContext)) return 'an API Gateway request';
  return undefined;
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,31}$/;

/** The member in which an event seems to lie. */
function namePayload(value: Members): string | undefined {
  for (const [member, inside] of Object.entries(value).slice(0, 32)) {
    const first: unknown = Array.isArray(inside) ? inside[0] : inside;
    const seems = isMembers(first)
      ? EVENT_MEMBERS.some((each) => Object.hasOwn(first, each))
      : isText(first) && first.slice(0, 4_096).includes('"event_type"');
    if (seems) return PLAIN_NAME.test(member) ? `an object with the event in ${member}` : 'an object around the event';
  }
  return undefined;
}
