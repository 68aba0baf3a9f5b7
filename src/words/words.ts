import type { StopCode, StopOf } from "../contract/index.ts";
import type { NoteCode, NoteData } from "../contract/notes.ts";
import type { en } from "./en/index.ts";

/** Every text of the pages in one language. */
export type Words = Omit<typeof en, "tag" | "direction" | "said"> & {
  /** A BCP 47 tag, for the `lang` attribute. */
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
  /** What is written in English where it arises; null in the language of those messages. */
  readonly said: Said | null;
};

/** The words of a language other than the one that messages are written in. */
export type Translation = Words & { readonly said: Said };

/** The sentence for every note, from its data: plain text, not yet cleaned. */
export type NoteTexts = { readonly [Code in NoteCode]: (data: NoteData[Code]) => string };

/** Why a sweep or a training ended, by the code: a clause without a full stop. */
export type StopTexts<Codes extends StopCode = StopCode> = {
  readonly [Code in Codes]: (stop: StopOf<Code>) => string;
};

/** What results and journals say in English, in another language. */
export interface Said {
  readonly notes: NoteTexts;
  readonly stops: StopTexts;
}
