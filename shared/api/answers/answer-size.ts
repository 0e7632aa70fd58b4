/**
 * How much an answer may hold. A function of Lambda answers with at most 6 MB (6,291,556 bytes) of JSON, in which the
 * body is a text: what is escaped there counts as it travels. Larger answers become a 502 that nobody can act on.
 */

/** Bytes of a body as it travels; the rest is for status and headers. */
export const MAX_ANSWER_BYTES = 6_000_000;

const encoder = new TextEncoder();

/** Bytes of a body inside the JSON that a function answers with: quotes, backslashes and controls are escaped there. */
export const measureAnswer = (body: string): number => encoder.encode(JSON.stringify(body)).byteLength;

/** A text without raw controls, as JSON is, has at most three bytes a UTF-16 unit: only a long one has to be measured. */
export const fitsAnswer = (json: string): boolean =>
  json.length * 3 + 2 <= MAX_ANSWER_BYTES || measureAnswer(json) <= MAX_ANSWER_BYTES;
