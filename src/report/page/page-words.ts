import { type Language, type Words, wordsOf } from "../../words/index.ts";

/** Pages with scripts of their own. Comparisons and schedules have those of the report. */
export type PageName = "report" | "playground" | "live";

/**
 * The sections of a language's words that a page carries for its own code, which makes again what its
 * reader changes; all else was written into the page when it was made. Null: all, for a page that
 * makes whole reports.
 */
export const PAGE_SECTIONS = {
  report: ["format", "live", "loss", "page", "remarks", "tables", "tools"],
  playground: null,
  live: ["format", "livePage", "loss", "page", "stops", "tools", "trials"],
} as const satisfies Readonly<Record<PageName, readonly (keyof Words)[] | null>>;

/** What a page carries of a language's words. */
export type PageWords<Name extends PageName> =
  (typeof PAGE_SECTIONS)[Name] extends readonly (infer Section extends keyof Words)[]
    ? Pick<Words, Section>
    : Words;

/** The words for a page's own code: no other sections are there when it runs. */
export function pageWords<Name extends PageName>(_page: Name, language: Language): PageWords<Name>;
export function pageWords(_page: PageName, language: Language): Words {
  return wordsOf(language);
}
