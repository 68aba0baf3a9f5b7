import { nearest } from "./check.ts";
import { checkListedKeys, type KeyTable } from "./listed-keys.ts";

export { type KeyTable, unknownOption } from "./listed-keys.ts";

/**
 * Rejects keys that options do not have, at every level of their table.
 *
 * @param place what takes the options, e.g. `findLearningRate`
 * @throws InputError `unknown-option` that names the key, the place, and the nearest key there is
 */
export function checkKeys<T extends object>(
  place: string,
  options: T,
  keys: KeyTable<NoInfer<T>>,
): void {
  checkListedKeys(place, options, keys, nearest);
}
