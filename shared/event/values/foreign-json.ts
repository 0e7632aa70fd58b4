/** JSON of foreign senders: what JavaScript would change by reading it is kept as text. */

/** Longer than any integer that a double holds exactly. */
const LONG_DIGITS = /\d{16}/;
/** A string, or a number; strings come first, so that digits inside them are left alone. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INTEGER = /^-?\d+$/;

/**
 * The value of a JSON text; undefined for text that is not JSON. An integer beyond 2^53 becomes text, digit for digit:
 * as a number it would be stored as another one.
 */
export function parseForeignJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return LONG_DIGITS.test(text) ? JSON.parse(quoteLargeIntegers(text)) : value;
  } catch {
    return undefined;
  }
}

/** `json` must be valid: only then is every match one whole token. */
function quoteLargeIntegers(json: string): string {
  return json.replace(STRING_OR_NUMBER, (token) =>
    INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
