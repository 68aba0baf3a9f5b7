import type { FindingCode, FindingData } from "../contract/findings.ts";
import type { StopCode, StopOf } from "../contract/index.ts";
import type { NoteCode, NoteData } from "../contract/make-note.ts";
import type { RemarkCode } from "../contract/notes.ts";
import type { RefusalCode, RefusalData } from "../contract/refusals.ts";
import type * as en from "./en/index.ts";

/**
 * The names of all languages. Every language's folder adds its own, so that a folder whose line in
 * `registry.ts` is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the folders of the languages
export interface LanguageNames {}

/** What is written in English where it arises: null in the language of those messages. */
interface Said {
  readonly remarks: Sayings<RemarkCode>;
  readonly notes: Sayings<Exclude<NoteCode, RemarkCode>>;
  readonly stops: StopTexts;
  readonly findings: FindingSayings;
  readonly refusals: RefusalTexts;
}

/** Every text of the pages in one language, by sections. */
export type Words = Omit<typeof en, "tag" | "direction" | keyof Said> & {
  /** A BCP 47 tag, for the `lang` attribute. */
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
} & { readonly [Section in keyof Said]: Said[Section] | null };

/** The words of a language other than the one that messages are written in. */
export type Translation = Words & Said;

/** The sentence for each note of some codes, from its data: plain text, not yet cleaned. */
export type Sayings<Codes extends NoteCode> = {
  readonly [Code in Codes]: (data: NoteData[Code]) => string;
};

/** What a finding says, and what to do about it, from its data and the first and last step of it. */
export type FindingSayings = {
  readonly [Code in FindingCode]: (
    data: FindingData[Code],
    steps: readonly [number, number],
    /** What they count, as the language says it. */
    unit: string,
  ) => { readonly message: string; readonly advice: readonly string[] };
};

/** Why a log, a result or a table cannot be used, by the code: a whole sentence, plain, not yet cleaned. */
export type RefusalTexts<Codes extends RefusalCode = RefusalCode> = {
  readonly [Code in Codes]: (data: RefusalData[Code]) => string;
};

/** Why a sweep or a training ended, by the code: a clause without a full stop. */
export type StopTexts<Codes extends StopCode = StopCode> = {
  readonly [Code in Codes]: (stop: StopOf<Code>) => string;
};
