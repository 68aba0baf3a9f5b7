import type { Language } from "../../words/index.ts";
import type { CompareRow, Comparison, Group } from "./types.ts";
import { englishWords } from "./words-en.ts";
import { chineseWords } from "./words-zh.ts";

/** Heads of the table's columns that every comparison has. */
export type ColumnName =
  | "result"
  | "lr"
  | "low"
  | "high"
  | "confidence"
  | "lowestLoss"
  | "lowestLossLr"
  | "heldOutLoss"
  | "schedule"
  | "stop"
  | "updates"
  | "seconds"
  | "warnings";

/** Every text of the comparison page in one language; names and values of users are put in as text. */
export interface CompareWords {
  readonly language: string;
  readonly title: (results: number) => string;
  readonly kicker: string;
  readonly headline: (comparison: Comparison) => string;
  readonly sentences: (comparison: Comparison) => readonly string[];
  readonly overlayTitle: string;
  readonly overlaySummary: (comparison: Comparison) => string;
  readonly pickNote: string;
  readonly notComparable: (differs: readonly string[]) => string;
  readonly looks: (color: string, dash: string | null) => string;
  readonly lrAxis: string;
  readonly lossAxis: string;
  readonly dropAxis: string;
  readonly multiplesTitle: string;
  readonly multiplesNote: string;
  readonly multipleLabel: (row: CompareRow) => string;
  readonly noLr: string;
  readonly tableTitle: string;
  readonly tableCaption: string;
  readonly columns: Readonly<Record<ColumnName, string>>;
  readonly sortBy: (column: string) => string;
  readonly sorted: (column: string, falling: boolean) => string;
  readonly groupTitle: (factor: string) => string;
  readonly groupCaption: (factor: string) => string;
  readonly groupColumns: readonly [string, string, string, string, string, string];
  readonly groupFound: (group: Group) => string;
  readonly none: (reason: string) => string;
  readonly confidence: Readonly<Record<string, string>>;
  readonly schedules: Readonly<Record<string, string>>;
  readonly stops: Readonly<Record<string, string>>;
  readonly saveCsv: string;
  readonly saveJson: string;
  readonly skip: string;
}

/** The page's texts in a language. */
export function compareWords(language: Language): CompareWords {
  return language === "zh" ? chineseWords : englishWords;
}
