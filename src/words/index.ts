export type { Format } from "./format.ts";
export { DEFAULT_LANGUAGE, LANGUAGES, type Language, wordsOf } from "./languages.ts";
export { noteText, remarkText } from "./note-text.ts";
export { stopText, trialLabel } from "./stop-text.ts";
export { capital, clean, cleanLines, entryIn, nameIn, textWidth } from "./text.ts";
export type { Ended, Words } from "./words.ts";
