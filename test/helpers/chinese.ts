// What Chinese texts are held to: every figure of the English one, and no sentence in English.

/** Prose in English: three words in a row. What is to be typed, and names in backticks, are none. */
export function englishIn(text: string): string[] {
  const words = text.replace(/`[^`]*`/g, " ").replace(/--[\w-]+/g, " ");
  return /[A-Za-z']{2,}(?:[ ,;:]+[a-z']{2,}){2,}/.exec(words) ?? [];
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
