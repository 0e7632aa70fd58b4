/** One measurement, named by the first argument, in a process of its own: what one leaves behind must not slow the next. */
import type { Figure } from './figure.js';
import { measureDensity } from './measure-density.js';
import { measureEndToEnd } from './measure-end-to-end.js';
import { measureIngest, measureWriteUnits } from './measure-ingest.js';
import { measureBareCalls, measureTrackedCalls } from './measure-log-event.js';
import { measureManagers } from './measure-managers.js';
import { measureSending } from './measure-sending.js';

const MEASUREMENTS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'tracked-calls': measureTrackedCalls,
  'bare-calls': measureBareCalls,
  sending: measureSending,
  density: measureDensity,
  ingest: measureIngest,
  'end-to-end': measureEndToEnd,
  'write-units': measureWriteUnits,
  managers: measureManagers,
};

const name = process.argv[2];
const measure = name === undefined ? undefined : MEASUREMENTS[name];
if (measure === undefined) console.log(JSON.stringify(Object.keys(MEASUREMENTS)));
else console.log(JSON.stringify(await measure()));
