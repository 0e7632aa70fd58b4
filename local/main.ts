/** `npm start`: see `flags.ts` for what it takes. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redactText } from '../shared/event/redact.js';
import { runDemo } from './demo/run-demo.js';
import { DEFAULT_PORT, FlagError, type Flags, HELP, parseFlags } from './flags.js';
import { FolderInUseError } from './folder-lock.js';
import { PortTakenError } from './http-server.js';
import { type LocalTrail, STOP_DEADLINE_MS, startLocal } from './start-local.js';
import { listenForStop } from './stop-signals.js';

// On Node 20 the SDK prints six lines about its own future; a first run has other news.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const EXIT_USAGE = 2;

/** One line for an error that the reader can do something about, the stack for one that we must. */
function describe(error: unknown): string {
  if (error instanceof FolderInUseError || error instanceof PortTakenError) return error.message;
  return redactText(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

const report = (error: unknown) => console.error(`trailkeeper: ${describe(error)}`);

async function serve(flags: Flags): Promise<void> {
  const { signal, stopped } = listenForStop({ process, clock: Date.now });
  const trail = await startLocal({
    dataDir: flags.dataDir,
    port: flags.port ?? DEFAULT_PORT,
    whenTaken: flags.port === undefined ? 'next' : 'fail',
    reportError: report,
  });
  console.log(`Trailkeeper is on ${trail.url}, its data in ${flags.dataDir}`);
  if (flags.demo && !signal.aborted) {
    actAsSender(trail);
    await runDemo({ trail, dataDir: flags.dataDir, dir: flags.dir, signal, print: console.log }).catch(report);
  }
  if (!signal.aborted) console.log('Serving until Ctrl+C.');
  await stopped;
  await stop(trail);
}

/** The demonstration knows of the trail what any other program knows that has read `sender.env`. */
function actAsSender(trail: LocalTrail): void {
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  Object.assign(process.env, trail.senderEnvironment);
}

async function stop(trail: LocalTrail): Promise<void> {
  // Whatever hangs, the process ends.
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  const { undelivered, deadLetters } = await trail.stop();
  if (deadLetters > 0) console.error(`${deadLetters} messages could not be stored: see dead-letters.ndjson`);
  if (undelivered > 0) console.error(`${undelivered} messages were still in the queue and are lost`);
  process.exit(undelivered > 0 ? 1 : 0);
}

// Whoever reads our output may have gone (`npm start | head`); that is no reason to lose what the queue holds.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  const flags = parseFlags(process.argv.slice(2), dirname(dirname(fileURLToPath(import.meta.url))));
  if (flags.help) console.log(HELP.trimEnd());
  else await serve(flags);
} catch (error) {
  if (error instanceof FlagError) console.error(`trailkeeper: ${error.message}`);
  else report(error);
  process.exit(error instanceof FlagError ? EXIT_USAGE : 1);
}
