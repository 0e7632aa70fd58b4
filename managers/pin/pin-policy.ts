/** What the trail learns of each operation on pins: ids, sizes and backends, never content. */
import type { RelatedResource } from '../../shared/client/index.js';
import { notAudited } from '../../shared/client/track/not-audited.js';
import type { AuditPolicy } from '../../shared/client/track/policy.js';
import { computeCid } from './content-id.js';
import { describeFailures } from './each-backend.js';
import type { PinOperations, RemovedPin } from './pin-operations.js';

const ofPin = { type: 'pin_operation', resourceType: 'pin' } as const;

const relateBackends = (names: readonly string[]): RelatedResource[] =>
  names.map((name) => ({ resource_id: name, role: 'backend' }));

const removal = {
  ...ofPin,
  action: 'remove',
  resource: (cid: string) => cid,
  keeps: ['content_kept'],
  outcome: ({ removed, failed, contentKept }: RemovedPin) => {
    const backends = [...removed, ...failed.map(({ backend }) => backend)];
    return {
      status: failed.length === 0 ? 'success' : 'partial',
      related: relateBackends(backends),
      details: { backends, removed, failed, content_kept: contentKept },
    } as const;
  },
} as const;

export const pinPolicy: AuditPolicy<PinOperations> = {
  addPin: {
    ...ofPin,
    action: 'add',
    resource: (content) => (typeof content === 'string' ? content : computeCid(content)),
    related: (_content, { backends, related = [] }) => [...relateBackends(backends), ...related],
    details: (content, { backends, held }) => ({
      backends,
      size: typeof content === 'string' ? held?.size : content.length,
    }),
    outcome: ({ status, pinned, failed }) => ({
      status: status === 'partial' ? 'partial' : 'success',
      details: { pinned, failed },
    }),
    actor: (_content, { userId }) => userId,
  },
  removePin: {
    ...removal,
    actor: (_cid, options) => options?.userId,
  },
  releasePin: notAudited('makes an event of removePin when it ends the pin'),
  isHeld: notAudited('a question'),
  sweep: notAudited('finishes what has its event'),
  verifyPin: {
    ...ofPin,
    action: 'verify',
    resource: (cid) => cid,
    outcome: ({ backends, intact, failed }) => ({
      ...judgeVerification(intact.length, describeFailures(failed)),
      related: relateBackends(backends),
      details: { backends, intact, failed },
    }),
    actor: (_cid, options) => options?.userId,
  },
  listPins: notAudited('names only'),
  close: notAudited('lets go of the folder'),
  [Symbol.asyncDispose]: notAudited('as close'),
};

/** Content that no backend has any more is lost: a check that finds this has found a failure. */
function judgeVerification(intact: number, failures: string) {
  if (failures === '') return { status: 'success' } as const;
  if (intact > 0) return { status: 'partial' } as const;
  const error = { code: 'content_lost', message: `no backend has the content intact: ${failures}` };
  return { status: 'failure', error } as const;
}
