import { html, type Markup } from "./template.ts";

/** Code between backticks, and flags of the command line. */
const CODE = /`([^`]+)`|(?<![\w-])(--[a-z][a-z0-9-]*)/g;

/** A sentence with its code set as such; a flag is not broken at its hyphens. */
export function prose(text: string): Markup {
  const parts: Markup[] = [];
  let from = 0;
  for (const { 0: whole, 1: code, 2: flag, index } of text.matchAll(CODE)) {
    parts.push(html`${text.slice(from, index)}`);
    parts.push(
      flag === undefined ? html`<code>${code}</code>` : html`<code class="flag">${flag}</code>`,
    );
    from = index + whole.length;
  }
  return html`${parts}${text.slice(from)}`;
}
