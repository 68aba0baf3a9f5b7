import { Refusal } from "../../../contract/refusals.ts";
import { describe } from "../../../core/check.ts";
import { messageOf } from "../../../core/errors.ts";

/**
 * The regular expression that a user gave for the lines of a log. Named groups are columns:
 * `(?<loss>…)` must be one of them; `lr`, `step`, `epoch` and `val_loss` are known by these names.
 * Python's `(?P<loss>…)` is taken as well.
 *
 * @throws InputError for what is no regular expression, or has no such group
 */
export function patternOf(given: string): RegExp {
  const text = given.replaceAll("(?P<", "(?<");
  let pattern: RegExp;
  try {
    pattern = new RegExp(text);
  } catch (cause) {
    const why = messageOf(cause);
    const expected = `a regular expression (${why})`;
    throw new Refusal("bad-option", sentence(expected, given), {
      ...{ option: "pattern", fault: "no-regex", value: given, why, expected },
    });
  }
  if (!text.includes("(?<loss>")) {
    const expected =
      "a regular expression with a named group for the loss, (?<loss>…), and maybe lr, step, epoch and val_loss";
    throw new Refusal("bad-option", sentence(expected, given), {
      ...{ option: "pattern", fault: "no-loss-group", value: given, expected },
    });
  }
  return pattern;
}

function sentence(expected: string, given: string): string {
  return `\`pattern\` must be ${expected}, got ${describe(given)}`;
}
