import type { LocalTrail } from '../start-local.js';

export interface DemoOptions {
  readonly trail: LocalTrail;
  readonly dataDir: string;
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

export async function runDemo(_options: DemoOptions): Promise<void> {}
