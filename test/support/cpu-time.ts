/**
 * Milliseconds of processor time that `work` takes, which a busy machine makes no longer; for tests that time is bounded.
 * All threads of the process count.
 */
export function measureCpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
