/** The parser and the walks over its outcome descend by recursion. */
export const MAX_DEPTH = 500;

// Strings and comments first, so that brackets in them do not count; a quote that never closes is
// left to the parser.
const TOKEN =
  /"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"""|'''[\s\S]*?'''|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'|#[^\n]*|[[\]{}]/g;

/** Calls `fail` when brackets nest deeper than {@link MAX_DEPTH}. */
export function checkTomlDepth(text: string, fail: () => never): void {
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth > MAX_DEPTH) fail();
  }
}
