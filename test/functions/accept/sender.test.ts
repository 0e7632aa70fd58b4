import { describe, expect, it } from 'vitest';
import { findSenderRole } from '../../../functions/accept/sender.js';

/** What the embedded queue reports as the sender of each message. */
const EMBEDDED_QUEUE_SENDER = '000000000000';

describe('the role of a sender', () => {
  it('is that of the embedded queue where there is no door, so that an event sent both ways is one', () => {
    expect(findSenderRole({})).toBe(EMBEDDED_QUEUE_SENDER);
  });

  it('leaves the session out', () => {
    const bindings = { requestContext: { identity: { user: 'AROAEXAMPLE:session' } } };
    expect(findSenderRole(bindings)).toBe('AROAEXAMPLE');
  });
});
