/** What the page of errors says of one code. */
export interface ErrorRow {
  /** What has happened, in one line. */
  readonly meaning: string;
  /** What whoever gets it can do about it, in one line. */
  readonly remedy: string;
}

/** The codes of one class. Codes are part of the interface: they are added, never changed. */
export type ErrorRows = Readonly<Record<string, ErrorRow>>;
