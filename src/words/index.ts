import { en, type Words } from "./en/report.ts";
import type { Language } from "./languages.ts";
import { zh } from "./zh/report.ts";

export { en, type Words } from "./en/report.ts";
export { LANGUAGES, type Language } from "./languages.ts";
export { noteText } from "./note-text.ts";
export { type Ended, stopText } from "./stop-text.ts";
export { trialLabel } from "./trial-label.ts";

/** The strings of a language. */
export function wordsOf(language: Language): Words {
  return language === "zh" ? zh : en;
}
