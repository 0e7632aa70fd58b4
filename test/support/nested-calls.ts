/** Random calls of an instrumented class, some inside others, and the status that each should be recorded with. */
import fc from 'fast-check';
import type { EventLogger } from '../../shared/client/event/event-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';

export const DESK_TYPE = 'desk_operation';

/** How a call ends, and what the trail should say of it. */
export const STATUS_OF = {
  returns: 'success',
  throws: 'failure',
  denies: 'denied',
  'returns an error': 'failure',
  'returns a part': 'partial',
} as const;
type End = keyof typeof STATUS_OF;
const ENDS: readonly End[] = ['returns', 'throws', 'denies', 'returns an error', 'returns a part'];

interface Drawn {
  end: End;
  action: 'write' | 'remove';
  /** Of the outermost call; those inside are its user's too. */
  user: string;
  resource: string;
  bucket: string;
  inner: Drawn[];
}
export interface Call extends Omit<Drawn, 'inner'> {
  number: number;
  inner: Call[];
}

export function arbitraryCalls(users: readonly string[], buckets: readonly string[]): fc.Arbitrary<Drawn[]> {
  const { call } = fc.letrec<{ call: Drawn; inner: Drawn[] }>((tie) => ({
    call: fc.record({
      end: fc.constantFrom(...ENDS),
      action: fc.constantFrom('write', 'remove'),
      user: fc.constantFrom(...users),
      resource: fc.constantFrom(...buckets, ...buckets.map((bucket) => `${bucket}:/file,1.txt`)),
      bucket: fc.constantFrom(...buckets),
      inner: tie('inner'),
    }),
    inner: fc.oneof({ maxDepth: 3 }, fc.constant<Drawn[]>([]), fc.array(tie('call'), { maxLength: 3 })),
  }));
  return fc.array(call, { minLength: 1, maxLength: 6 });
}

/** Numbers from `first`, in the order in which the calls begin. */
export function numberCalls(calls: readonly Drawn[], first: number): Call[] {
  let next = first;
  const numberOne = (call: Drawn): Call => {
    const number = next;
    next += 1;
    return { ...call, number, inner: call.inner.map(numberOne) };
  };
  return calls.map(numberOne);
}

class Desk {
  constructor(public auditLogger: EventLogger) {}

  write(call: Call): Promise<unknown> {
    return this.end(call);
  }

  async remove(call: Call): Promise<unknown> {
    await Promise.resolve();
    return this.end(call);
  }

  private async end({ end, inner }: Call): Promise<unknown> {
    await callAll(this, inner);
    if (end === 'throws') throw new Error('no space left');
    if (end === 'denies') throw Object.assign(new Error('not yours'), { code: 'EACCES' });
    return end;
  }
}

const row = (action: string) => ({
  type: DESK_TYPE,
  action,
  resource: ({ resource }: Call) => resource,
  related: ({ bucket }: Call) => [{ resource_id: bucket, role: 'bucket' }],
  details: ({ number }: Call) => ({ number }),
  keeps: ['number'],
  outcome: (result: unknown) => {
    if (result === 'returns an error') return { error: { code: 'EIO', message: 'broken' } };
    return result === 'returns a part' ? ('partial' as const) : undefined;
  },
});
instrument(Desk, { write: row('write'), remove: row('remove') });

export const createDesk = (auditLogger: EventLogger): Desk => new Desk(auditLogger);

/** One after the other; what they throw is theirs alone. */
export async function callAll(desk: Desk, calls: readonly Call[]): Promise<void> {
  for (const call of calls) await desk[call.action](call).catch(() => undefined);
}
