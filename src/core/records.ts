/** The keys of a record in their order, with their type: for registries whose keys are all known. */
export function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}

/** A record of the same keys, in the same order, with other values. */
export function mapValues<Key extends string, Value, Other>(
  record: Readonly<Record<Key, Value>>,
  other: (value: Value, key: Key) => Other,
): Readonly<Record<Key, Other>> {
  const entries = keysOf(record).map((key) => [key, other(record[key], key)] as const);
  return Object.fromEntries(entries) as Record<Key, Other>;
}
