/** What a row of the table of settings says. Plain data: the client carries it. */

/**
 * `count` is a whole number from 1 to `max`, `amount` any number above 0 and up to `max`, `types` a list of event types,
 * `rates` a share from 0 to 1 for each event type.
 */
export type SettingKind = 'flag' | 'text' | 'choice' | 'count' | 'amount' | 'types' | 'rates';

export interface SettingRow {
  /** Environment variable that sets it, without `TRAILKEEPER_`. */
  readonly variable: string;
  readonly kind: SettingKind;
  /** Undefined: none. */
  readonly default: boolean | number | string | Readonly<Record<string, number>> | undefined;
  /** Instead of a default that is a value, for the documents. */
  readonly otherwise?: string;
  /** Of a `choice`. */
  readonly choices?: readonly string[];
  /** Of a number: the largest, and what it counts. */
  readonly max?: number;
  readonly unit?: string;
  /** How its variable is written, where that is not plain. */
  readonly written?: string;
  /** One line for the documents. */
  readonly meaning: string;
}
