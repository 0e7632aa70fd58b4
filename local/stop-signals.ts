/** SIGTERM and SIGINT: the first asks to stop, the second ends the process. */

export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly stopped: Promise<void>;
}

/** The process, or a double of it. */
export interface SignalledProcess {
  on(name: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

export interface StopSignalOptions {
  readonly process: SignalledProcess;
  readonly clock: () => number;
}

/**
 * Ctrl+C reaches the whole group of processes, and npm passes its own copy on: two signals that close to each other are
 * one wish.
 */
const ONE_WISH_MS = 250;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export function listenForStop({ process, clock }: StopSignalOptions): StopSignals {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const stopped = new Promise<void>((resolve) => {
    const onSignal = (name: keyof typeof EXIT_CODES) => () => {
      if (firstAt === undefined) {
        firstAt = clock();
        controller.abort();
        resolve();
      } else if (clock() - firstAt > ONE_WISH_MS) {
        process.exit(EXIT_CODES[name]);
      }
    };
    process.on('SIGINT', onSignal('SIGINT'));
    process.on('SIGTERM', onSignal('SIGTERM'));
  });
  return { signal: controller.signal, stopped };
}
