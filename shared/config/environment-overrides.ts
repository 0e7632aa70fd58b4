/** The environment variables that override the file, one row each: what `docs/configuration.md` lists. */

/** What the text of a variable is read as. */
export type OverrideKind = 'text' | 'number' | 'flag' | 'list' | 'rates';

export interface EnvironmentOverride {
  readonly variable: string;
  /** Key path in the file. */
  readonly path: readonly string[];
  readonly kind: OverrideKind;
}

const row = (variable: string, path: string, kind: OverrideKind): EnvironmentOverride => ({
  variable: `TRAILKEEPER_${variable}`,
  path: path.split('.'),
  kind,
});

export const ENVIRONMENT_OVERRIDES: readonly EnvironmentOverride[] = [
  row('ENABLED', 'audit.enabled', 'flag'),
  row('EVENT_TYPES', 'audit.event_types', 'list'),
  row('SAMPLING', 'audit.sampling', 'rates'),
  row('STORAGE', 'audit.storage.type', 'text'),
  row('RETENTION_DAYS', 'audit.storage.retention_days', 'number'),
  row('MAX_SIZE_MB', 'audit.storage.max_size_mb', 'number'),
  row('QUEUE_URL', 'audit.storage.queue_url', 'text'),
  row('REGION', 'audit.storage.region', 'text'),
  row('ENDPOINT', 'audit.storage.endpoint', 'text'),
  row('DIRECTORY', 'audit.storage.directory', 'text'),
  row('URL', 'audit.storage.url', 'text'),
  row('ASYNC', 'audit.async', 'flag'),
  row('BATCH_SIZE', 'audit.batch_size', 'number'),
  row('FLUSH_INTERVAL_SECONDS', 'audit.flush_interval_seconds', 'number'),
  row('DURABILITY', 'audit.durability', 'text'),
  row('MAX_BUFFERED_EVENTS', 'audit.max_buffered_events', 'number'),
  row('MAX_BUFFERED_MB', 'audit.max_buffered_mb', 'number'),
];

/** Names the file itself; not a key of it. */
export const CONFIG_FILE_VARIABLE = 'TRAILKEEPER_CONFIG';

/**
 * The value that a variable's text stands for. Text that is none of its kind is handed on as it is, so that the schema
 * says what was expected.
 */
export function parseOverride(kind: OverrideKind, text: string): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return splitList(text);
    case 'rates':
      return Object.fromEntries(splitList(text).map(splitRate));
  }
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `wal_operation=0.5`; without a number the text stays, and is no share. */
function splitRate(part: string): [string, unknown] {
  const at = part.lastIndexOf('=');
  return at === -1 ? [part, ''] : [part.slice(0, at).trim(), parseOverride('number', part.slice(at + 1))];
}
