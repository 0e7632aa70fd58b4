/** A server that tests start as a child process. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const START_TIMEOUT_MS = 60_000;

/** Resolves when `answers` gives true. Ends the child and rejects with `why` when it does not within a minute, or ended. */
export async function awaitServer(child: ChildProcess, answers: () => Promise<boolean>, why: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    if (await answers()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(why);
}

export async function stopServer(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
