export { type FindingText, findingText } from "./finding-text.ts";
export type { Format } from "./format.ts";
export { DEFAULT_LANGUAGE, isLanguage, LANGUAGES, type Language, wordsOf } from "./languages.ts";
export { noteText, noteTextOf, pickText, remarkText } from "./note-text.ts";
export { refusalText } from "./refusal-text.ts";
export { capital, clean, cleanLines, entryIn, nameIn, textWidth, wrap } from "./text.ts";
export { stopText, trialText } from "./trainings.ts";
export type { Words } from "./words.ts";
