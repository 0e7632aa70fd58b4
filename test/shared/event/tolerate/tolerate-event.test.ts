import { describe, expect, it } from 'vitest';
import { readForeignEvent } from '../../../../shared/event/line/line-reader.js';

const smallest = { timestamp: '2026-01-31T09:30:00Z', event_type: 'vfs_operation', action: 'write', status: 'success' };

function read(fields: object) {
  const outcome = readForeignEvent({ ...smallest, ...fields });
  if ('refusal' in outcome) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.event;
}

describe('what other languages write', () => {
  it('null and empty text in any optional field are as if it were not there', () => {
    const optional = [
      'schema_version',
      'duration_ms',
      'operation_id',
      'user_id',
      'on_behalf_of',
      'source_ip',
      'user_agent',
      'resource_id',
      'resource_type',
      'related',
      'correlation_id',
      'caused_by',
      'error',
      'details',
      'redactions',
      'truncated',
      'producer_id',
      'seq',
      'external_id',
    ];
    for (const absent of [null, '']) {
      const fields = Object.fromEntries(optional.map((field) => [field, absent]));
      expect(read(fields)).toEqual(read({}));
    }
  });

  it.each(['timestamp', 'event_type', 'action', 'status'])('but %s is needed', (field) => {
    for (const absent of [null, '', undefined]) {
      const outcome = readForeignEvent({ ...smallest, [field]: absent });
      expect(outcome).toMatchObject({ refusal: { problems: [{ field }] } });
    }
  });

  it.each([
    [{ user_id: 1_001 }, { user_id: '1001' }],
    [{ resource_id: true }, { resource_id: 'true' }],
    [{ action: 4_624 }, { action: '4624' }],
    [{ duration_ms: '12.5' }, { duration_ms: 12.5 }],
    [{ status: 'SUCCEEDED' }, { status: 'success' }],
    [{ status: false }, { status: 'failure' }],
    [{ status: 403 }, { status: 'denied' }],
    [{ timestamp: 1_769_851_800 }, { timestamp: '2026-01-31T09:30:00.000Z' }],
    [{ details: ['a', 1] }, { details: { value: ['a', 1] } }],
    [{ error: 'disk full' }, { error: { code: 'unknown', message: 'disk full' } }],
    [{ error: { code: null, message: 7 } }, { error: { code: 'unknown', message: '7' } }],
    [{ error: { code: 28 } }, { error: { code: '28', message: '' } }],
    [{ related: [{ resource_id: 7, role: null }] }, { related: [{ resource_id: '7', role: 'other' }] }],
  ])('%j is taken as %j', (sent, expected) => {
    expect(read(sent)).toMatchObject(expected);
  });

  it('an empty list is no list', () => {
    expect(read({ related: [] })).toEqual(read({}));
  });

  it('a related entry without a resource is left out, and the event says so', () => {
    const related = [{ role: 'bucket' }, { resource_id: 'backend-s3', role: 'backend' }, null, { resource_id: '' }];
    expect(read({ related })).toMatchObject({ related: [related[1]], truncated: true });
  });

  it.each([
    [{ related: [{ resource_id: 'a', role: 'b', extra: 1 }] }, 'related[0].extra'],
    [{ related: [{ resource_id: 'a' }, { resource_id: {} }] }, 'related[1].resource_id'],
    [{ error: { code: 'E', message: [] } }, 'error.message'],
    [{ user_id: {} }, 'user_id'],
    [{ seq: 1 }, 'producer_id'],
  ])('%j is refused, and the reason names the field', (sent, field) => {
    expect(readForeignEvent({ ...smallest, ...sent })).toMatchObject({ refusal: { problems: [{ field }] } });
  });
});
