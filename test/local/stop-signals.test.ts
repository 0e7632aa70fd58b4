import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForStop } from '../../local/stop-signals.js';

class ProcessDouble extends EventEmitter {
  readonly exits: unknown[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function start() {
  const process = new ProcessDouble();
  let now = 1_000;
  const signals = listenForStop({ process, clock: () => now });
  return { process, signals, pass: (ms: number) => (now += ms) };
}

describe('listenForStop', () => {
  it.each(['SIGTERM', 'SIGINT'])('asks to stop at the first %s', async (name) => {
    const { process, signals } = start();
    expect(signals.signal.aborted).toBe(false);
    process.emit(name);
    await signals.stopped;
    expect(signals.signal.aborted).toBe(true);
    expect(process.exits).toEqual([]);
  });

  it('takes the copy that npm passes on for the same wish', () => {
    const { process, pass } = start();
    process.emit('SIGINT');
    pass(40);
    process.emit('SIGINT');
    expect(process.exits).toEqual([]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends the process at a second %s with %i', (name, code) => {
    const { process, pass } = start();
    process.emit('SIGTERM');
    pass(1_000);
    process.emit(name);
    expect(process.exits).toEqual([code]);
  });
});
