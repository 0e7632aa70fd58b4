import { describe, expect, it } from 'vitest';
import { describeSender, findCaller } from '../../../functions/accept/sender.js';

/** What the embedded queue reports as the sender of each message. */
const EMBEDDED_QUEUE_SENDER = '000000000000';

describe('the role of a sender', () => {
  it('is that of the embedded queue where there is no door, so that an event sent both ways is one', () => {
    expect(findCaller({})).toBe(EMBEDDED_QUEUE_SENDER);
  });

  it('leaves the session out', () => {
    const bindings = { requestContext: { identity: { user: 'AROAEXAMPLE:session' } } };
    expect(describeSender(findCaller(bindings), undefined)).toMatchObject({
      caller: 'AROAEXAMPLE:session',
      role: 'AROAEXAMPLE',
    });
  });
});
