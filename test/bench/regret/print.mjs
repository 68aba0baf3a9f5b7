// Tables as Markdown with aligned columns. Pure.

/** @param table as in `tables.mjs` */
export function tableText({ title, caption, columns, rows }) {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(3, ...all.map((row) => [...row[i]].length)));
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [`### ${title}`, "", caption, "", line(columns), rule, ...rows.map(line), ""].join("\n");
}
