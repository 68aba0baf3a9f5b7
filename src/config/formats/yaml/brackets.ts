/** Lines before a place in which the bracket around it is looked for. */
const MOST_LINES = 300;

/**
 * A YAML text in which the pair of brackets around a place is on one line: line ends and comments in it are
 * blanks, as many as there were characters. Null where no bracket is open there, or it never closes.
 */
export function onOneLine(text: string, place: number): string | null {
  let outermost: Pair | null = null;
  let end = place;
  for (let line = 0; line < MOST_LINES && end >= 0; line++) {
    const begin = text.lastIndexOf("\n", end - 1) + 1;
    const open = text.slice(begin, end).search(/(?<![^\s:,[{-])[[{]/);
    const pair = open < 0 ? null : pairFrom(text, begin + open);
    if (pair !== null && pair.end > place) outermost = pair;
    end = begin - 1;
  }
  if (outermost === null) return null;
  let joined = "";
  let at = 0;
  for (const [from, to] of outermost.blanks) {
    joined += text.slice(at, from) + " ".repeat(to - from);
    at = to;
  }
  return joined + text.slice(at);
}

interface Pair {
  /** Behind the closing bracket. */
  readonly end: number;
  /** Line ends and comments between the brackets. */
  readonly blanks: readonly (readonly [number, number])[];
}

const LONGEST = 100_000;
// A quoted scalar, a comment to the end of its line, a line end, a bracket.
const TOKEN =
  /(?<=[\s[{,:])(?:"(?:[^"\\]|\\[\s\S]){0,1000}"|'(?:[^']|''){0,1000}')|(?<=\s)#[^\n]*|\r?\n|[[\]{}]/g;

function pairFrom(text: string, open: number): Pair | null {
  const blanks: [number, number][] = [];
  const within = text.slice(open, open + LONGEST);
  let depth = 0;
  for (const { 0: token, index } of within.matchAll(TOKEN)) {
    const first = token[0] as string;
    if (first === "[" || first === "{") depth++;
    else if (first === "]" || first === "}") depth--;
    else if (first !== '"' && first !== "'") {
      blanks.push([open + index, open + index + token.length]);
    }
    if (depth === 0) return { end: open + index + 1, blanks };
  }
  return null;
}
