// What Chinese texts are held to: every figure of the English one, and no sentence in English.

import { OPTIMIZER_NAMES } from "../../src/contract/optimizers/index.ts";
import { CENTRED_MINIMUM } from "../../src/suggest/derivation.ts";
import { PRESET_NAMES, RULE_NAMES } from "../../src/suggest/index.ts";

/** Prose in English: three words in a row. What is to be typed, and names in backticks, are none. */
export function englishIn(text: string): string[] {
  const words = text.replace(/`[^`]*`/g, " ").replace(/--[\w-]+/g, " ");
  return /[A-Za-z']{2,}(?:[ ,;:]+[a-z']{2,}){2,}/.exec(words) ?? [];
}

/** What stands in Chinese texts as it does in English ones: names of things that are typed or read as they are. */
const NAMES = [
  ...OPTIMIZER_NAMES,
  ...RULE_NAMES,
  ...PRESET_NAMES,
  CENTRED_MINIMUM,
  // Products and formats.
  ..."lr-finder Keras PyTorch TensorBoard TensorFlow arXiv CSV JSON PNG SVG UTC Git NaN SHA".split(
    " ",
  ),
  // Terms of the field that are not translated, and names of optimizers in sentences.
  ..."SGD Adam AdamW dropout epsilon sqrt batch token tokens".split(" "),
];

/** Words in English, one by one, but for names and those of `others`. What is to be typed, and what stands in backticks, are none. */
export function englishWordsIn(text: string, others: readonly string[] = []): string[] {
  const known = new Set([...NAMES, ...others]);
  const words = text
    .replace(/`[^`]*`/g, " ")
    .replace(/“[^”]*”/g, " ")
    .replace(/--[\w-]+(?: \w+)?/g, " ");
  return [...words.matchAll(/(?<![\w./=-])[A-Za-z]{3,}(?:-[A-Za-z]+)*(?![\w/=]|\.\w|\()/g)].flatMap(
    ([word]) => (known.has(word) ? [] : [word]),
  );
}

/** The figures of texts and how often each stands there. */
export function figuresOf(texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const text of texts) {
    for (const [figure] of text.matchAll(/\d(?:[\d,]*\d)?(?:\.\d+)?(?:e[-+]?\d+)?/g)) {
      const value = String(Number(figure.replaceAll(",", "")));
      found.set(value, (found.get(value) ?? 0) + 1);
    }
  }
  return found;
}

/** Figures of English texts that the Chinese ones lack, or have less often. */
export function lostFigures(english: readonly string[], chinese: readonly string[]): string[] {
  const have = figuresOf(chinese);
  return [...figuresOf(english)]
    .filter(([figure, times]) => (have.get(figure) ?? 0) < times)
    .map(([figure]) => figure);
}
