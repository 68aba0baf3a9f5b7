import { checkOneOf } from "../core/check.ts";
import * as registry from "./registry.ts";
import type { LanguageNames, Translation, Words } from "./words.ts";

/** A language of the pages, as `--lang` takes it. */
export type Language = keyof typeof registry;

/** The language of messages where they arise, and of pages for which none is asked. */
export const DEFAULT_LANGUAGE = "en";

const LANGUAGE_WORDS: {
  readonly [Name in keyof LanguageNames]: Name extends typeof DEFAULT_LANGUAGE
    ? Words
    : Translation;
} = registry;

/** Every language that there is. */
export const LANGUAGES = Object.keys(LANGUAGE_WORDS) as Language[];

export function isLanguage(name: unknown): name is Language {
  return LANGUAGES.some((each) => each === name);
}

/**
 * The words of a language.
 *
 * @throws InputError for one that there is not
 */
export function wordsOf(language: Language): Words {
  return LANGUAGE_WORDS[checkOneOf("language", language, LANGUAGES)];
}
