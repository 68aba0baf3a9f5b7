import { type CST, Lexer, Parser } from "yaml";

/** The composer overflows the default stack of Node at about 800 levels. */
export const MAX_DEPTH = 500;

/** With more errors than this the rest is not looked at: the composer takes quadratic time for them. */
const MAX_ERRORS = 20;

/**
 * Parser tokens of a text. Calls `fail` as soon as it nests deeper than {@link MAX_DEPTH}: the
 * composer that takes the tokens descends by recursion.
 */
export function* parseTokens(text: string, fail: () => never): Generator<CST.Token> {
  const parser = new Parser();
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token;
      if (token.type === "error" && ++errors > MAX_ERRORS) return;
    }
    // The document and the scalar in work stand on the stack too.
    if (parser.stack.length > MAX_DEPTH + 2) fail();
  }
  yield* parser.end();
}
