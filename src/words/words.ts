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

/** What is known of the end of a sweep or a training; both have it. */
export interface Ended {
  readonly stopReason: string;
  /** In English, without a full stop. */
  readonly stopDetail: string;
  readonly lrs: readonly number[];
  readonly losses: readonly number[];
  /** Zero-based steps of the losses, where some were left out. @default 0, 1, … */
  readonly stepIndices?: readonly number[];
}

/** What results and journals say in English, in another language. */
export interface Said {
  readonly notes: NoteTexts;
  /** Why a sweep or a training ended, by the reason; `detail` is what it says itself. */
  readonly stops: Readonly<Record<string, (ended: Ended, detail: string) => string>>;
  /** What a training was for. */
  readonly trial: (label: string) => string;
}
