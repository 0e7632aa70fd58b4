/** CPU of a whole process that logs, packs and sends over HTTP, to a queue in another process that only answers. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { type Figure, median } from './figure.js';
import { makeTrackedInputs } from './inputs.js';
import { startStubQueue } from './stub-queue.js';

const EVENTS = 20_000;
const EVENTS_AT_ONCE = 200;
const WARM_UP_ROUNDS = 8;
const ROUNDS = 25;
const NODE_MAJOR = Number(process.versions.node.split('.')[0]);

export async function measureSending(): Promise<Figure[]> {
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  const inputs = makeTrackedInputs(EVENTS);
  const queue = await startStubQueue();
  const logger = new AuditLogger({
    storage: {
      type: 'database',
      queue_url: `${queue.url}/000000000000/events`,
      endpoint: queue.url,
      region: 'eu-central-1',
    },
  });
  const costs: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let at = 0; at < EVENTS; at++) {
      logger.logEvent(inputs[at] ?? { event_type: 'x', action: 'x', status: 'success' });
      if (at % EVENTS_AT_ONCE === 0) await nextTurn();
    }
    const { complete } = await logger.flush();
    const { user, system } = process.cpuUsage(before);
    if (!complete) throw new Error('the stub queue did not take everything');
    if (round >= WARM_UP_ROUNDS) costs.push((user + system) / EVENTS);
  }
  const { sent, attempted } = logger.counters();
  await logger.close();
  queue.stop();
  if (sent !== attempted) throw new Error(`sent ${sent} of ${attempted}`);
  const best = Math.min(...costs);
  return [
    {
      name: 'CPU an event logged, packed and sent, whole process',
      value: median(costs),
      unit: 'µs',
      // Older versions compress with gzip, which alone takes more.
      ...(NODE_MAJOR >= 24 ? { atMost: 4 } : {}),
      note: `best round ${best.toFixed(2)}`,
    },
  ];
}
