import { nearest, rejectOption } from "./check.ts";
import { InputError } from "./errors.ts";

/**
 * The keys of an object of options: a key that is missing does not compile. `true` for a value that
 * is checked where it is used, a table for an object of options within.
 */
export type KeyTable<T> = { readonly [Key in keyof T]-?: true | KeyTable<NonNullable<T[Key]>> };

interface AnyTable {
  readonly [key: string]: true | AnyTable;
}

/**
 * Rejects keys that options do not have, at every level of their table; undefined options have none.
 *
 * @param place what takes the options, e.g. `findLearningRate`
 * @throws InputError `unknown-option` that names the key, the place, and the nearest key there is
 */
export function checkKeys<T extends object>(
  place: string,
  options: T | undefined,
  keys: KeyTable<NoInfer<T>>,
): void {
  if (options !== undefined) checkLevel(place, options, keys as AnyTable);
}

function checkLevel(place: string, options: unknown, keys: AnyTable): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    rejectOption(`options of ${place}`, "an object", options);
  }
  for (const [key, value] of Object.entries(options)) {
    const within = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (within === undefined) throw unknownOption(place, key, Object.keys(keys));
    if (within === true || value === undefined || value === null) continue;
    if (typeof value !== "object" || Array.isArray(value)) rejectOption(key, "an object", value);
    checkLevel(`\`${key}\` of ${place}`, value, within);
  }
}

/** The one error for a name that is none. @param data what else a program may want to know */
export function unknownOption(
  place: string,
  key: string,
  known: readonly string[],
  data: Readonly<Record<string, unknown>> = {},
): InputError {
  const near = nearest(key, known);
  const hint = near === undefined ? "" : `. Did you mean \`${near}\`?`;
  return new InputError(
    "unknown-option",
    `${place} has no option \`${key}\`; it has ${known.join(", ")}${hint}`,
    { data: { ...data, place, option: key, expected: known, nearest: near } },
  );
}
