import { escaped, HIDDEN_FORMAT } from "../../core/hidden.ts";
import { toJson } from "../../core/json.ts";

/**
 * Markup that is safe to put on a page. Made only by {@link html} and {@link trusted}; a plain
 * object read from a file can never pass for one.
 */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template: text is escaped, markup is not, null, undefined and false vanish. */
export type Part = Markup | string | number | null | undefined | false | readonly Part[];

/**
 * Tagged template for markup that escapes every value, for element content and for attribute values
 * in quotes. Lists are joined without anything between.
 *
 * Example: html`<b title="${name}">${name}</b>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] as string;
  parts.forEach((part, i) => {
    text += render(part) + (strings[i + 1] as string);
  });
  return new Markup(text);
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Markup) return part.toString();
  if (typeof part === "string") return escapeHtml(part);
  if (typeof part === "number") return String(part);
  if (Array.isArray(part)) return part.map(render).join("");
  throw new TypeError("a template part must be text, a number, markup or a list of these");
}

/** Text as markup that shows it: `& < > " '` become entities. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Text that is markup already: only for what this package wrote itself (styles, scripts). */
export function trusted(text: string): Markup {
  return new Markup(text);
}

const HIDDEN = new RegExp(HIDDEN_FORMAT, "gu");

/**
 * JSON for the inside of a `<script>` element. `<` is escaped so that no value can end the element
 * or open a comment; U+2028 and U+2029 so that it is JavaScript too; characters that are not seen so
 * that the file itself reads as it is. Non-finite numbers become the
 * strings of `toJson`.
 */
export function scriptJson(value: unknown): Markup {
  const text = toJson(value).replaceAll("<", "\\u003c").replace(HIDDEN, escaped);
  return new Markup(text);
}
