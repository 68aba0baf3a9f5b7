import { InputError } from "../core/errors.ts";
import {
  AUTO,
  type Candidate,
  likeliest,
  listed,
  numericKeys,
  SHOWN,
  shortList,
} from "./candidates.ts";
import { type ConfigFormat, parseConfig } from "./format.ts";
import { ratesOf } from "./profiles/index.ts";

/**
 * The one key to write when the user named none.
 *
 * @returns the path of the only editable candidate
 * @throws InputError `key-needed` when there is none or more than one, or where it is `auto`: with the
 *   first 20 candidates, the likeliest first, and how many `more` there are
 */
export function pickKey(text: string, format: ConfigFormat, file = "the config"): string {
  const tree = parseConfig(text, format, file);
  const candidates = likeliest(tree);
  const editable = candidates.filter((candidate) => candidate.editable);
  const only = editable[0];
  const fail = (message: string, shown: readonly Candidate[]): never => {
    throw new InputError("key-needed", message, { data: { file, ...shortList(shown) } });
  };
  if (only !== undefined && editable.length === 1) {
    return only.value === AUTO ? fail(autoMessage(file, only), editable) : only.path;
  }
  if (only === undefined && candidates.length > 0) {
    const what = `${file} has no key for a learning rate that can be written as it is: ${listed(candidates)}.`;
    const isTwice = new Set(candidates.map(({ path }) => path)).size < candidates.length;
    return fail(
      `${what} ${isTwice ? "Remove the duplicate first." : "Name the key of a number with --key."}`,
      candidates,
    );
  }
  if (editable.length > 1) {
    const profile = ratesOf(tree)?.profile;
    const all = profile === undefined ? "" : `, or write what counts with --profile ${profile}`;
    return fail(
      `${file} has ${editable.length} keys that look like a learning rate. Name one${all}: ${listed(editable)}`,
      editable,
    );
  }
  const numbers = numericKeys(tree, SHOWN);
  const choice = numbers.length === 0 ? "It holds no numbers." : `Name one: ${listed(numbers)}`;
  return fail(`${file} has no key that looks like a learning rate. ${choice}`, numbers);
}

function autoMessage(file: string, { path, line }: Candidate): string {
  return `${path} in ${file}, line ${line}, is "auto": the program that reads it fills it in from its own arguments (Transformers: learning_rate). Write the learning rate there, or name the key with --key.`;
}
