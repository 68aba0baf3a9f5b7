import { type CST, Lexer, Parser } from "yaml";

/** The composer overflows the default stack of Node at about 800 levels. */
export const MAX_DEPTH = 500;

/**
 * Parser tokens of a text. Calls `fail` as soon as it nests deeper than {@link MAX_DEPTH}: the
 * composer that takes the tokens descends by recursion.
 */
export function* parseTokens(text: string, fail: () => never): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The document and the scalar in work stand on the stack too.
    if (parser.stack.length > MAX_DEPTH + 2) fail();
  }
  yield* parser.end();
}
