import type { Table } from "../view/types.ts";
import { html, type Markup } from "./template.ts";

/** A table with caption, column heads and a head for each row; folded ones stand in `<details>`. */
export function table(model: Table): Markup {
  if (!model.folded) {
    return html`<section class="block" aria-labelledby="${model.id}-title"><h2 id="${model.id}-title">${model.title}</h2>${grid(model)}</section>`;
  }
  return html`<details class="fold" id="${model.id}"><summary><h2>${model.title}</h2></summary>${grid(model)}</details>`;
}

/**
 * The table in its scrolling box, which the keyboard reaches too, so that all columns can be seen; the
 * landmark is the section around it.
 */
export function grid({ id, title, caption, columns, rows, answered }: Table): Markup {
  const kind = columns.map(({ numeric }) => (numeric ? "n" : "t"));
  return html`<div class="scroll" role="group" aria-label="${title}" tabindex="0"><table id="${id}-table"${answered && html` class="answered"`}><caption>${caption}</caption>
<thead><tr>${columns.map(({ label }, i) => html`<th scope="col" class="${kind[i]}">${label}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    html`<tr>${row.map((cell, i) =>
      i === 0
        ? html`<th scope="row" class="${kind[i]}"><bdi>${cell}</bdi></th>`
        : // A number needs no isolation from the direction of its neighbours.
          columns[i]?.numeric
          ? html`<td class="n">${cell}</td>`
          : html`<td class="t"><bdi>${cell}</bdi></td>`,
    )}</tr>\n`,
)}</tbody></table></div>`;
}
