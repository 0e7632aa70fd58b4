/** What a value is, without the value: it may be a secret. */

/** `nothing`, `text of 600 bytes`, `number`, `list of 3`, `object`. */
export function describeKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `text of ${Buffer.byteLength(value, 'utf8')} bytes`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value;
}
