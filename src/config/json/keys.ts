import type { BraceStyle } from "../braces.ts";

/** Objects of JSON and JSONC. */
export const JSON_BRACES: BraceStyle = {
  separator: ": ",
  mark: ":",
  comment: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
  bareNeedsBlank: false,
  manyLines: true,
  key: (name) => JSON.stringify(name),
};
