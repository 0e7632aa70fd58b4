import { describe, expect, test } from 'vitest';
import { findReservedClaim, isReservedPair } from '../../../shared/event/reserved.js';

const event = { producer_id: 'p-1', event_type: 'audit', action: 'gap' };

describe('names of the trail itself', () => {
  test.each(['sqs:', 'http:', 'ext:', 'sns:', 'eb:', 'dest:'])('a producer %s… is one', (prefix) => {
    const forged = { ...event, event_type: 'vfs_operation', producer_id: `${prefix}1` };
    expect(findReservedClaim(forged, forged.producer_id)).toBe('producer_id');
  });

  test.each(['gap', 'start', 'stop', 'pause', 'resume', 'configure', 'clock'])(
    'a producer may say %s of itself, and not of another',
    (action) => {
      expect(findReservedClaim({ ...event, action }, 'p-1')).toBeUndefined();
      expect(findReservedClaim({ ...event, action }, 'p-2')).toBe('action');
      expect(findReservedClaim({ ...event, action }, undefined)).toBe('action');
    },
  );

  test.each(
    'query export review annotate hold release erase verify seal conflict outage admin expire redrive restripe deny'.split(
      ' ',
    ),
  )('only the trail says %s', (action) => {
    expect(findReservedClaim({ ...event, action }, 'p-1')).toBe('action');
    expect(isReservedPair('audit', action)).toBe(true);
  });

  test('other actions under the type, and the actions under other types, are everybody’s', () => {
    expect(findReservedClaim({ ...event, action: 'rotate' }, 'p-2')).toBeUndefined();
    expect(findReservedClaim({ ...event, event_type: 'backend_operation', action: 'export' }, 'p-2')).toBeUndefined();
    expect(isReservedPair('audit', 'rotate')).toBe(false);
  });
});
