import { rejectOption } from "../../../core/check.ts";
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
    return rejectOption("pattern", `a regular expression (${messageOf(cause)})`, given);
  }
  if (!text.includes("(?<loss>")) {
    return rejectOption(
      "pattern",
      "a regular expression with a named group for the loss, (?<loss>…), and maybe lr, step, epoch and val_loss",
      given,
    );
  }
  return pattern;
}
