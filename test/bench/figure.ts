/** What a measurement found, and what it was meant to be. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Inclusive bounds; neither: only reported. */
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Said behind the figure. */
  readonly note?: string;
}

/** Middle of a list; the machine is shared, so no mean and no best. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function holds({ value, atMost, atLeast }: Figure): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}

/** `logEvent / JSON.stringify      0.31   ≤ 0.35   ok` */
export function formatFigure(figure: Figure): string {
  const { name, value, unit, atMost, atLeast, note } = figure;
  const isChecked = atMost !== undefined || atLeast !== undefined;
  const target =
    atMost !== undefined && atLeast !== undefined
      ? `${atLeast} to ${atMost}`
      : `${atMost === undefined ? '≥' : '≤'} ${atMost ?? atLeast}`;
  const verdict = holds(figure) ? 'ok' : 'FALLS SHORT';
  const text = `${name.padEnd(58)} ${`${formatNumber(value)} ${unit}`.padEnd(14)}`;
  return `${text} ${isChecked ? `${target.padEnd(12)} ${verdict}` : ''}${note === undefined ? '' : `   (${note})`}`;
}

const formatNumber = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 3);
