import { rejectOption } from "./check.ts";
import { InputError } from "./errors.ts";

/**
 * The keys of an object of options: a key that is missing does not compile. `true` for a value that
 * is checked where it is used, a table for an object of options within.
 */
export type KeyTable<T> = { readonly [Key in keyof T]-?: true | KeyTable<NonNullable<T[Key]>> };

interface AnyTable {
  readonly [key: string]: true | AnyTable;
}

/** Finds the known key that was meant. */
type Nearest = (key: string, known: readonly string[]) => string | undefined;

/**
 * As `checkKeys`, without the hint which key was meant: for what is imported alone and must stay small.
 *
 * @throws InputError `unknown-option` that names the key, the place, and the keys there are
 */
export function checkListedKeys<T extends object>(
  place: string,
  options: T,
  keys: KeyTable<NoInfer<T>>,
  nearest?: Nearest,
): void {
  checkLevel(place, options, keys as AnyTable, nearest);
}

function checkLevel(place: string, options: unknown, keys: AnyTable, nearest?: Nearest): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    rejectOption(`options of ${place}`, "an object", options);
  }
  for (const [key, value] of Object.entries(options)) {
    const within = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (within === undefined) {
      const known = Object.keys(keys);
      throw unknownOption(place, key, known, nearest?.(key, known));
    }
    if (within === true || value === undefined || value === null) continue;
    if (typeof value !== "object" || Array.isArray(value)) rejectOption(key, "an object", value);
    checkLevel(`\`${key}\` of ${place}`, value, within, nearest);
  }
}

/**
 * The one error for a name that is none.
 *
 * @param near the nearest known one, for a hint
 * @param data what else a program may want to know
 */
export function unknownOption(
  place: string,
  key: string,
  known: readonly string[],
  near: string | undefined,
  data: Readonly<Record<string, unknown>> = {},
): InputError {
  const hint = near === undefined ? "" : `. Did you mean \`${near}\`?`;
  return new InputError(
    "unknown-option",
    `${place} has no option \`${key}\`; it has ${known.map((name) => `\`${name}\``).join(", ")}${hint}`,
    { data: { ...data, place, option: key, expected: known, nearest: near } },
  );
}
