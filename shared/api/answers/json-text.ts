/** JSON text that knows its type: answers hold stored lines byte for byte, so they are composed and never re-written. */

/** JSON of a `T`, printable as it is. */
export class JsonText<out T> {
  /** Nothing at run time: two texts of different types are two types. */
  declare protected readonly type: T;
  constructor(readonly text: string) {}
}

export const toJsonText = <T>(value: T): JsonText<T> => new JsonText(JSON.stringify(value));

/** An object of members that are text already; a member that its type has and that is not given does not compile. */
export function composeObject<T extends object>(
  members: { readonly [Key in keyof T]-?: JsonText<T[Key]> },
): JsonText<T> {
  const list = Object.entries<JsonText<unknown>>(members).map(([key, { text }]) => `${JSON.stringify(key)}:${text}`);
  return new JsonText(`{${list.join(',')}}`);
}

export const composeList = <T>(items: readonly JsonText<T>[]): JsonText<T[]> =>
  new JsonText(`[${items.map(({ text }) => text).join(',')}]`);
