/** How many events of the mixed set one billing chunk of SQS takes, and how many the logger puts into it. */
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { BEST_CODEC, type Codec } from '../../shared/event/envelope/codec.js';
import { writeEnvelope } from '../../shared/event/envelope/envelope.js';
import { readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import { serialiseLine } from '../../shared/event/line/line.js';
import { makeMixedEvents } from '../support/mixed-events.js';
import type { Figure } from './figure.js';
import { makeTrackedInputs } from './inputs.js';

const CHUNK_BYTES = 64 * 1_024;
const EVENTS = 2_000;
const PRODUCER = 'p-4f1c2a9be07d5563';

/** The most events, from the first on, whose envelope is no longer than a chunk. */
function countFitting(lines: readonly string[], codec: Exclude<Codec, 'none'>): number {
  let fits = 0;
  let tooMany = lines.length + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const content = { producer_id: PRODUCER, lines: lines.slice(0, middle), sequences: [], sampled_out: {}, codec };
    const header = JSON.stringify([[1, middle]]).length;
    if (writeEnvelope(content).length + header <= CHUNK_BYTES) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

/** Of the bodies that were filled: the last one is what is left over. */
export async function packMixedSet(events: number): Promise<{ bodies: number[]; events: number[] }> {
  const bodies: string[] = [];
  const send = async (sent: readonly string[]) => {
    bodies.push(...sent);
    return sent.map(() => ({ outcome: 'accepted' as const }));
  };
  const logger = new AuditLogger({ batch_size: events + 1 }, { sender: { send }, producerId: PRODUCER });
  for (const input of makeTrackedInputs(events)) logger.logEvent(input);
  await logger.close({ timeoutMs: 60_000 });
  const full = bodies.slice(0, -1);
  return { bodies: full.map((body) => body.length), events: full.map((body) => readEnvelope(body).lines.length) };
}

export async function measureDensity(): Promise<Figure[]> {
  const lines = makeMixedEvents(EVENTS).map(serialiseLine);
  const packed = await packMixedSet(20_000);
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0);
  const zstd: Figure[] =
    BEST_CODEC === 'zstd'
      ? [{ name: 'events in a 64 KiB chunk, zstd', value: countFitting(lines, 'zstd'), unit: '', atLeast: 540 }]
      : [];
  return [
    ...zstd,
    { name: 'events in a 64 KiB chunk, gzip', value: countFitting(lines, 'gzip'), unit: '' },
    {
      name: `events in a message that the logger filled, ${BEST_CODEC}`,
      value: sum(packed.events) / packed.events.length,
      unit: '',
      note: `${(sum(packed.bodies) / packed.bodies.length / 1_024).toFixed(1)} KiB`,
    },
  ];
}
