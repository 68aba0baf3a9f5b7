const TOKEN = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * `JSON.parse` that also takes the bare `NaN`, `Infinity` and `-Infinity` which Python's `json`
 * writes; they come out as those strings.
 *
 * @throws SyntaxError for anything else that is not JSON
 */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const quoted = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`));
    return JSON.parse(quoted);
  }
}

/** Whether a parsed value is an object, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
