/** Tags in their one form: lower case, and nothing that a list of them could be divided by. */
const TAG = /^[a-z0-9._:-]{1,64}$/;
const NOT_IN_TAGS = /[^a-z0-9._:-]+/g;
const MAX_TAG_LENGTH = 64;

export const isTag = (value: unknown): value is string => typeof value === 'string' && TAG.test(value);

/** The tag that is meant: what no tag holds becomes `-`. Undefined for a text that leaves nothing. */
export function normaliseTag(text: string): string | undefined {
  if (TAG.test(text)) return text;
  const tag = text.toLowerCase().replace(NOT_IN_TAGS, '-').slice(0, MAX_TAG_LENGTH);
  return /[a-z0-9]/.test(tag) ? tag : undefined;
}

/** Each once, in their order; undefined when there are none. What is neither text, number nor boolean is left out. */
export function normaliseTags(values: readonly unknown[]): string[] | undefined {
  const tags = new Set<string>();
  for (const value of values) {
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const tag = isScalar ? normaliseTag(String(value)) : undefined;
    if (tag !== undefined) tags.add(tag);
  }
  return tags.size === 0 ? undefined : [...tags];
}
