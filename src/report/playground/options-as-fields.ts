import type { Words } from "../../words/index.ts";

/**
 * A message in which options of the command line, which the page has not, are its fields. What is typed
 * behind an option (`--factor COLUMN=KIND`) goes with it.
 */
export function optionsAsFields(message: string, { playground: text }: Pick<Words, "playground">) {
  const fields: Readonly<Record<string, string>> = {
    "--lr-column": text.lr,
    "--lr": text.lr,
    "--loss-column": text.loss,
    "--loss": text.loss,
    "--held-out-column": text.heldOut,
    "--step-column": text.step,
    "--run": text.run,
    "--pattern": text.pattern,
    "--optimizer": text.optimizer,
    "--factor": text.law.factors,
    "--at": text.law.factors,
  };
  return message
    .replace(
      /`?(--[a-z]+(?:-[a-z]+)*)(?: (?:COLUMN|NAME|列名)(?:=(?:KIND|种类))?)?`?/g,
      (all, option) => (Object.hasOwn(fields, option) ? `“${fields[option]}”` : all),
    )
    .replaceAll("`pattern`", `“${text.pattern}”`);
}
