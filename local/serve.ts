/** The run of `npm start`: up, the demonstration, serving, and down again at a signal. */

import { FolderInUseError } from '../shared/client/folder-lock/folder-lock.js';
import { redactText } from '../shared/event/redact/redact.js';
import { runDemo } from './demo/run-demo.js';
import { DEFAULT_PORT, type Flags } from './flags.js';
import { PortTakenError } from './http-server.js';
import { type LocalRuntime, STOP_DEADLINE_MS, startLocal } from './start-local.js';
import type { StopSignals } from './stop-signals.js';

/** Resolves with the exit code, when all is down. */
export async function serve(flags: Flags, { signal, stopped }: StopSignals): Promise<number> {
  let runtime: LocalRuntime;
  try {
    runtime = await startLocal({
      dataDir: flags.dataDir,
      port: flags.port ?? DEFAULT_PORT,
      whenTaken: flags.port === undefined ? 'next' : 'fail',
      reportError: report,
    });
  } catch (error) {
    report(error);
    return 1;
  }
  console.log(`Trailkeeper is on ${runtime.url}, its data in ${flags.dataDir}`);
  if (flags.demo && !signal.aborted) {
    actAsSender(runtime);
    const { dataDir, dir } = flags;
    await runDemo({ runtime, dataDir, dir, signal, print: console.log }).catch(report);
  }
  if (!signal.aborted) console.log('Serving until Ctrl+C.');
  await stopped;
  return await stop(runtime);
}

/** One line for an error that the reader can do something about, the stack for one that is ours. */
function report(error: unknown): void {
  const isExpected = error instanceof FolderInUseError || error instanceof PortTakenError;
  const text = error instanceof Error && !isExpected ? (error.stack ?? error.message) : String(error);
  console.error(`trailkeeper: ${isExpected ? error.message : redactText(text)}`);
}

/** The demonstration knows of the trail what any other program knows that has read `sender.env`. */
function actAsSender(runtime: LocalRuntime): void {
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  Object.assign(process.env, runtime.senderEnvironment);
}

async function stop(runtime: LocalRuntime): Promise<number> {
  // Whatever hangs, the process ends.
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  const { undelivered, deadLetters } = await runtime.stop();
  if (deadLetters > 0) console.error(`${deadLetters} messages could not be stored: see dead-letters.ndjson`);
  if (undelivered > 0) console.error(`${undelivered} messages were still in the queue and are lost`);
  return undelivered > 0 ? 1 : 0;
}
