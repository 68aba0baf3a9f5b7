import { readdirSync, readFileSync } from "node:fs";
import { maybe, number, pick, several, word } from "./chance.mjs";

const NAMES = ["a", "b", "kind", "sepal length", "größe", "y", "target", "id", "日付", "x1"];
const WORDS = ["red", "green", "blue", "setosa", "NA", "?", "null", "yes", "no", "2024-01-01"];

const folder = new URL("../../../datasets/", import.meta.url);
const SHIPPED = readdirSync(folder)
  .filter((name) => name.endsWith(".csv"))
  .map((name) => readFileSync(new URL(name, folder), "utf8").split("\n").slice(0, 60).join("\n"));

const cell = (draw, text, delimiter) => {
  const mustQuote = text.includes(delimiter) || /["\n\r]/.test(text);
  const quotes = mustQuote ? !maybe(draw, 0.1) : maybe(draw, 0.1);
  return quotes ? `"${text.replaceAll('"', '""')}"` : text;
};

/** CSV and TSV: a table, and the options that go with it. */
export function table(draw) {
  if (maybe(draw, 0.2)) {
    const text = pick(draw, SHIPPED);
    const header = text.slice(0, text.indexOf("\n")).split(",");
    return { text, options: optionsFor(draw, header) };
  }
  const delimiter = pick(draw, [",", ",", ";", "\t", "|"]);
  const wild = maybe(draw, 0.3) ? 0.03 : 0;
  const columns = several(draw, 2, 8, (i) => ({
    name: maybe(draw, 0.9) ? `${word(draw, NAMES)}${i}` : word(draw, NAMES),
    make: maybe(draw, 0.7) ? () => number(draw, wild) : () => word(draw, WORDS, wild),
  }));
  const names = columns.map(({ name }) => name);
  const rows = several(draw, maybe(draw, 0.1) ? 0 : 15, 60, () =>
    columns.map(({ make }) => make()),
  );
  if (maybe(draw, 0.05) && rows.length > 0) pick(draw, rows).push("1");
  if (maybe(draw, 0.05) && rows.length > 0) pick(draw, rows).pop();
  const lines = [...(maybe(draw, 0.9) ? [names] : []), ...rows].map((cells) =>
    cells.map((text) => cell(draw, text, delimiter)).join(delimiter),
  );
  const end = pick(draw, ["\n", "\n", "\r\n", "\r"]);
  const text = lines.join(end) + (maybe(draw, 0.8) ? end : "");
  return { text, options: optionsFor(draw, names) };
}

function optionsFor(draw, names) {
  const column = () => (maybe(draw, 0.9) ? pick(draw, names) : draw.int(names.length + 2));
  const options = { target: column() };
  if (maybe(draw, 0.1)) options.header = maybe(draw, 0.5);
  if (maybe(draw, 0.1)) options.delimiter = pick(draw, [",", "\t", ";", "x"]);
  if (maybe(draw, 0.2)) options.task = pick(draw, ["classification", "regression"]);
  if (maybe(draw, 0.1)) options.numeric = [column()];
  if (maybe(draw, 0.1)) options.categorical = [column()];
  if (maybe(draw, 0.1)) options.ignore = [column()];
  if (maybe(draw, 0.2)) options.maxRows = 1 + draw.int(50);
  if (maybe(draw, 0.1)) options.heldOut = draw.float();
  return options;
}
