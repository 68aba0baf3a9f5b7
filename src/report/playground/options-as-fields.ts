import type { Note } from "../../core/note.ts";
import { entryIn, noteTextOf, type Words } from "../../words/index.ts";

/** What is typed behind an option goes with it: `--factor COLUMN=KIND`. */
const OPTION =
  /(more |更多 ?)?`?(--[a-z]+(?:-[a-z]+)*)(?: (?:COLUMN|NAME|列名)(?:=(?:KIND|种类))?)?`?/g;

/**
 * A message in which options of the command line, which the page has not, are its fields, and those of
 * a sweep, which was made elsewhere, what they set.
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
    "--total-steps": text.length,
    "--recorded-by": text.recordedBy,
    "--factor": text.law.factors,
    "--at": text.law.factors,
  };
  const settings: Readonly<Record<string, (more: boolean) => string>> = text.sweepSettings;
  return message
    .replace(OPTION, (all, more: string | undefined, option: string) => {
      const field = entryIn(fields, option);
      if (field !== undefined) return `${more ?? ""}“${field}”`;
      const setting = entryIn(settings, option);
      return setting === undefined ? all : `${more ?? ""}${setting(more !== undefined)}`;
    })
    .replaceAll("`pattern`", `“${text.pattern}”`);
}

/** A note in the words of the page. */
export function noteOnPage(note: Note, words: Words): string {
  return optionsAsFields(noteTextOf(note, words.playground.notes, words), words);
}
