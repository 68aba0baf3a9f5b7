import type { en } from "./en/index.ts";
import type { NoteTexts } from "./note-text.ts";
import type { Ended } from "./stop-text.ts";

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

/** What results and journals say in English, in another language. */
export interface Said {
  readonly notes: NoteTexts;
  /** Why a sweep or a training ended, by the reason; `detail` is what it says itself. */
  readonly stops: Readonly<Record<string, (ended: Ended, detail: string) => string>>;
  /** What a training was for. */
  readonly trial: (label: string) => string;
}
