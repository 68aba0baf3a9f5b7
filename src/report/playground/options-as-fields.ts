import { AIMS, BUDGET_NAMES } from "../../contract/choices.ts";
import type { Note } from "../../core/note.ts";
import { capital, entryIn, noteTextOf, type Words } from "../../words/index.ts";

/** What is typed behind an option goes with it: `--factor COLUMN=KIND`, `--budget full`. */
const OPTION = new RegExp(
  `(more |更多 ?)?\`?(--[a-z]+(?:-[a-z]+)*)(?: (?:(?:COLUMN|NAME|列名)(?:=(?:KIND|种类))?|(${[...BUDGET_NAMES, ...AIMS].join("|")})\\b))?\`?`,
  "g",
);

/**
 * A message in which options of the command line, which the page has not, are its fields, those of a sweep, which
 * was made elsewhere, what they set, and those of a search, which the page cannot make, what it is.
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
  const ofSearch: Readonly<Record<string, (value: string | undefined) => string>> =
    text.searchOptions;
  const settings: Readonly<Record<string, (more: boolean) => string>> = text.sweepSettings;
  return message
    .replace(OPTION, (...[all, more, option, value, at]: Match) => {
      const field = entryIn(fields, option);
      if (field !== undefined) return `${more ?? ""}“${field}”`;
      const search = entryIn(ofSearch, option)?.(value);
      if (search !== undefined) return isBeginning(message, at) ? capital(search) : search;
      const setting = entryIn(settings, option);
      return setting === undefined ? all : `${more ?? ""}${setting(more !== undefined)}`;
    })
    .replaceAll("`pattern`", `“${text.pattern}”`);
}

type Match = readonly [
  all: string,
  more: string | undefined,
  option: string,
  value: string | undefined,
  at: number,
];

/** Whether a sentence begins at a place of a message. */
function isBeginning(message: string, at: number): boolean {
  return at === 0 || message.slice(0, at).endsWith(". ");
}

/** A note in the words of the page. */
export function noteOnPage(note: Note, words: Words): string {
  return optionsAsFields(noteTextOf(note, words.playground.notes, words), words);
}
