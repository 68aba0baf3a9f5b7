// Strings and comments first, so that nothing in them counts.
const TOKEN =
  /"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[-+](?=\.\d)/g;

/**
 * A text without the signs of numbers like `-.5`, which JSON5 has and its parser refuses: blanks stand
 * in their places.
 *
 * @returns also the offsets of those numbers' digits, with the sign before each
 */
export function withoutSigns(source: string): { source: string; signs: Map<number, "-" | "+"> } {
  const signs = new Map<number, "-" | "+">();
  const blanked = source.replace(TOKEN, (token, offset: number) => {
    if (token !== "-" && token !== "+") return token;
    signs.set(offset + 1, token);
    return " ";
  });
  return { source: blanked, signs };
}
