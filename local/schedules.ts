/** What EventBridge does for functions on a schedule: calls each of them again and again, never twice at once. */

export interface Schedule {
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

export interface Schedules {
  /** Ends when calls that run have ended. */
  stop(): Promise<void>;
}

/** A call that fails is reported, and the next one is made all the same. */
export function startSchedules(schedules: readonly Schedule[], reportError: (error: unknown) => void): Schedules {
  const running = new Set<Promise<void>>();
  const timers = schedules.map(({ everyMs, run }) => {
    let isRunning = false;
    return setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      const call = run()
        .catch(reportError)
        .finally(() => {
          isRunning = false;
          running.delete(call);
        });
      running.add(call);
    }, everyMs);
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
