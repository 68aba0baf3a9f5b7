import { parseJson } from "../../core/json.ts";

// Strings are matched first, so that the words inside of them are left alone.
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * JSON, with `NaN`, `Infinity` and `-Infinity` allowed bare, as Python's `json` writes them: they
 * come back as the strings of those names (see `numberFromJson`). Too large a number (`1e400`) is
 * infinite, as in `JSON.parse`.
 *
 * @throws SyntaxError for anything else that is not JSON
 */
export function parseTolerantJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (fault) {
    const quoted = text.replace(STRING_OR_WORD, (token) =>
      token.startsWith('"') ? token : `"${token}"`,
    );
    if (quoted === text) throw fault;
    return parseJson(quoted);
  }
}
