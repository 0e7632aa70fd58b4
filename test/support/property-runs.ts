/**
 * How many samples a property draws: a fifth of `full` in `npm test`, all of them times `FC_RUNS` where that is set, as
 * in `.ci/run`.
 */
export function countRuns(full: number): number {
  const factor = process.env.FC_RUNS;
  return factor === undefined ? Math.ceil(full / 5) : Math.ceil(full * Number(factor));
}
