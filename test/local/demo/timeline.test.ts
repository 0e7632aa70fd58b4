import { describe, expect, it } from 'vitest';
import { formatTimeline } from '../../../local/demo/timeline.js';

const event = (second: number, event_type: string, action: string, resource_id?: string) => ({
  timestamp: `2024-01-01T10:00:0${second}.123456Z`,
  event_type,
  action,
  resource_id,
  status: 'success',
});

describe('formatTimeline', () => {
  it('writes the six lines of one write as the format has them', () => {
    const events = [
      event(0, 'backend_operation', 'create', 'backend-s3'),
      event(1, 'vfs_operation', 'create', 'bucket-123'),
      event(2, 'vfs_operation', 'write', 'bucket-123:/file.txt'),
      event(3, 'wal_operation', 'add', 'store:bucket-123:/file.txt'),
      event(4, 'wal_operation', 'complete', 'op-456'),
      event(5, 'pin_operation', 'add', 'Qm...'),
    ];
    expect(formatTimeline('bucket-123', events).join('\n')).toBe(
      [
        'Timeline for bucket-123:',
        '',
        '1. 2024-01-01 10:00:00 | backend_operation | create | backend-s3 | success',
        '2. 2024-01-01 10:00:01 | vfs_operation | create | bucket-123 | success',
        '3. 2024-01-01 10:00:02 | vfs_operation | write | bucket-123:/file.txt | success',
        '4. 2024-01-01 10:00:03 | wal_operation | add | store:bucket-123:/file.txt | success',
        '5. 2024-01-01 10:00:04 | wal_operation | complete | op-456 | success',
        '6. 2024-01-01 10:00:05 | pin_operation | add | Qm... | success',
      ].join('\n'),
    );
  });

  it('has a mark for an event without a resource', () => {
    expect(formatTimeline('r', [event(0, 'wal_operation', 'recover')])).toContain(
      '1. 2024-01-01 10:00:00 | wal_operation | recover | - | success',
    );
  });
});
