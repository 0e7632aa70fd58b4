/** The names of a record, as its type has them: `Object.keys` gives texts. For records that are written out in a table. */
export function namesOf<Name extends string>(record: Readonly<Partial<Record<Name, unknown>>>): Name[] {
  const names: Name[] = [];
  for (const name in record) names.push(name);
  return names;
}
