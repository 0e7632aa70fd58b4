/** One number that says which version something is, and what stands behind it. */
import { createHash } from 'node:crypto';

export interface VersionRow {
  /** Names it in the record of digests, so it stays as it is. */
  readonly name: string;
  /** As it is written into what it stands for. */
  readonly version: string;
  /**
   * Counts the changes that leave `version` as it is, because everything old goes on to work; absent where there are none:
   * every other result is another version.
   */
  readonly revision?: number;
  /** Where `version` is. */
  readonly place: string;
  /** When `version` is raised. */
  readonly raised: string;
  /** SHA-256 of what the number stands for; absent where nothing but the number is to be held. */
  readonly digest?: string;
}

/** `<version>` or `<version>.<revision>`. */
export const numberOf = ({ version, revision }: VersionRow): string =>
  revision === undefined ? version : `${version}.${revision}`;

/** 64 hexadecimal digits. Members without a value do not count. */
export const digest = (golden: unknown): string => createHash('sha256').update(JSON.stringify(golden)).digest('hex');
