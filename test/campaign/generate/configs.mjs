import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { maybe, NASTY_NUMBERS, NASTY_TEXTS, pick, several, word } from "./chance.mjs";

const KEYS = ["lr", "learning_rate", "lr0", "max_lr", "model", "optimizer", "a b", "größe", "n-1"];
const TEXTS = ["adam", "1e-3", "auto", "", "a # b", "it's", "yes", "$" + "{lr}", "C:\\x", "null"];

const folder = new URL("../../fixtures/configs/", import.meta.url);
const FIXTURES = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== "cases.json")
  .map(({ name }) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));

/** A tree of maps, lists and scalars; a scalar is the text of a number or `{ text }`. */
function tree(draw, depth) {
  const scalar = () =>
    maybe(draw, 0.7)
      ? maybe(draw, 0.1)
        ? pick(draw, NASTY_NUMBERS)
        : String(10 ** -draw.int(6) * (1 + draw.int(9)))
      : { text: word(draw, TEXTS) };
  const node = (left) => {
    if (left === 0 || maybe(draw, 0.5)) return scalar();
    if (maybe(draw, 0.3)) return { list: several(draw, 0, 3, () => node(left - 1)) };
    return { map: several(draw, 0, 4, () => [word(draw, KEYS), node(left - 1)]) };
  };
  return { map: several(draw, 1, 5, () => [word(draw, KEYS), node(depth)]) };
}

const comment = (draw, mark) => (maybe(draw, 0.15) ? ` ${mark} lr: 0.1 "x` : "");
const quoted = (text) => JSON.stringify(text);
const isBare = (text) => /^[\p{L}_][\p{L}\d_-]*$/u.test(text);

function json(draw, node, { five = false, indent = "" } = {}) {
  if (typeof node === "string") return node;
  if ("text" in node) return five && maybe(draw, 0.3) ? `'${node.text}'` : quoted(node.text);
  const deeper = `${indent}  `;
  const items =
    "list" in node
      ? node.list.map((item) => json(draw, item, { five, indent: deeper }))
      : node.map.map(([name, value]) => {
          const key = five && isBare(name) ? name : quoted(name);
          return `${key}: ${json(draw, value, { five, indent: deeper })}`;
        });
  const [open, close] = "list" in node ? "[]" : "{}";
  const tail = five && maybe(draw, 0.3) ? "," : "";
  const note = five && maybe(draw, 0.1) ? pick(draw, ["// lr: 1\n", "/* lr */"]) : "";
  if (maybe(draw, 0.3)) return `${open}${items.join(", ")}${tail}${close}`;
  return `${open}${note}\n${items.map((item) => deeper + item).join(",\n")}${tail}\n${indent}${close}`;
}

function yaml(draw, node, indent, anchors) {
  if (typeof node === "string") return ` ${node}${comment(draw, "#")}`;
  if ("text" in node) return ` ${maybe(draw, 0.5) ? quoted(node.text) : node.text}`;
  if (anchors.length > 0 && maybe(draw, 0.1)) return ` *${pick(draw, anchors)}`;
  let head = "";
  if (maybe(draw, 0.15)) {
    anchors.push(`n${anchors.length}`);
    head = ` &${anchors.at(-1)}`;
  }
  if (maybe(draw, 0.15)) return `${head} ${json(draw, node, { indent })}`;
  const deeper = `${indent}${pick(draw, ["  ", "  ", "    ", " "])}`;
  const lines =
    "list" in node
      ? node.list.map((item) => `${deeper}-${yaml(draw, item, `${deeper} `, anchors)}`)
      : node.map.map(([name, value]) => {
          const name_ = isBare(name) ? name : quoted(name);
          return `${deeper}${name_}:${yaml(draw, value, deeper, anchors)}`;
        });
  if (anchors.length > 0 && "map" in node && maybe(draw, 0.2)) {
    lines.push(`${deeper}<<: *${pick(draw, anchors)}`);
  }
  return lines.length === 0 ? " {}" : `${head}\n${lines.join("\n")}`;
}

const sectioned = (draw, { map }, { key, value, mark }) => {
  const lines = [];
  const maps = [];
  for (const [name, node] of map) {
    if (node.map !== undefined) maps.push([name, node]);
    else lines.push(`${key(name)} = ${value(node)}${comment(draw, mark)}`);
  }
  for (const [name, node] of maps) {
    lines.push(`${maybe(draw, 0.5) ? "\n" : ""}[${key(name)}]`);
    for (const [inner, item] of node.map) {
      lines.push(`${key(inner)} = ${value(item)}${comment(draw, mark)}`);
    }
  }
  return lines.join("\n");
};

const WRITERS = {
  json: (draw, root) => json(draw, root),
  json5: (draw, root) => json(draw, root, { five: true }),
  yaml: (draw, root) =>
    `${pick(draw, ["", "---\n", "# config\n", "%YAML 1.1\n---\n"])}${yaml(draw, root, "", []).trimStart()}\n`,
  toml: (draw, root) =>
    sectioned(draw, root, {
      mark: "#",
      key: (name) => (/^[\w-]+$/.test(name) ? name : quoted(name)),
      value: (node) => json(draw, node).replace(/\n\s*/g, " ").replaceAll(": ", " = "),
    }),
  ini: (draw, root) =>
    sectioned(draw, root, {
      mark: pick(draw, [";", "#"]),
      key: (name) => name,
      value: (node) => (typeof node === "string" ? node : (node.text ?? "x")),
    }),
  env: (draw, root) =>
    root.map
      .map(([name, node]) => {
        const value = typeof node === "string" ? node : (node.text ?? "x");
        const shown = pick(draw, [value, `"${value}"`, `'${value}'`]);
        return `${maybe(draw, 0.2) ? "export " : ""}${name.toUpperCase()}=${shown}${comment(draw, "#")}`;
      })
      .join("\n"),
};

const ENDINGS = {
  json: [".json"],
  json5: [".json5", ".jsonc"],
  yaml: [".yaml", ".yml"],
  toml: [".toml"],
  ini: [".ini", ".cfg"],
  env: [".env"],
};

/** A config of a format, and a name that such a file has. */
export function config(draw, format) {
  const endings = ENDINGS[format];
  const real = FIXTURES.filter(({ name }) => endings.includes(extname(name)));
  if (real.length > 0 && maybe(draw, 0.3)) return pick(draw, real);
  const text = WRITERS[format](draw, tree(draw, 1 + draw.int(4)));
  const end = pick(draw, ["\n", "\n", "\r\n"]);
  return { name: `c${pick(draw, endings)}`, text: text.replaceAll("\n", end) };
}

const deep = (open, close, inner = "1", times = 100_000) =>
  open.repeat(times) + inner + close.repeat(times);
const many = (times, line) => Array.from({ length: times }, (_, i) => line(i)).join("\n");

/** What is extreme in one format. */
export const CONFIG_EXTREMES = {
  json: [
    deep('{"lr":', "}"),
    deep("[", "]"),
    `{${many(100_000, (i) => `"lr${i}": ${i},`)}"lr": 1}`,
    `{"lr": ${"9".repeat(1_000_000)}}`,
    `{"${"k".repeat(1_000_000)}": {"lr": 1}}`,
    '{"__proto__": {"lr": 1}, "constructor": {"prototype": {"lr": 2}}}',
  ],
  json5: [
    deep("{lr:", "}"),
    deep("[", "]"),
    `/*${"*".repeat(1_000_000)}`,
    `{lr: 1, ${"/**/".repeat(200_000)}}`,
    "{__proto__: {lr: 1}, 'lr': 2}",
  ],
  yaml: [
    deep("{lr: ", "}", "1", 20_000),
    many(3000, (i) => `${" ".repeat(i)}a:`),
    deep("- ", "", "1", 20_000),
    // Aliases of aliases of aliases: 9^9 values.
    `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i"]
      .map((name, i) => `${name}: &${name} [${`*${"abcdefgh"[i]},`.repeat(9)}]`)
      .join("\n")}\nlr: 0.1`,
    "a: &a\n  <<: *a\n  lr: 1\n",
    "a: &a\n  b: *a\n  lr: 1\n",
    `${many(2000, (i) => `m${i}: &m${i}\n  k${i}: 1${i > 0 ? `\n  <<: *m${i - 1}` : ""}`)}\nlr: 0.1`,
    `lr: &${"x".repeat(100_000)} 0.1`,
    many(100_000, (i) => `lr${i}: 0.1`),
    `lr: |\n${"  x\n".repeat(100_000)}`,
    many(5000, (i) => `---\nlr: ${i}`),
    "? {lr: 1}\n: 2\nlr: !!python/object/apply:os.system [id]\n",
  ],
  toml: [
    `a = ${deep("[", "]")}`,
    `a = ${deep("{lr = ", "}", "1", 20_000)}`,
    `${"a.".repeat(50_000)}lr = 1`,
    many(5000, (i) => `[t${i}]\nlr = 0.1`),
    many(5000, () => "[[t]]\nlr = 0.1"),
    `lr = ${"1_".repeat(100_000)}1`,
    "[__proto__]\nlr = 1\n[constructor.prototype]\nlr = 2\n",
  ],
  ini: [
    deep("[", "]", "a"),
    many(10_000, (i) => `[s${i}]\nlr = 0.1`),
    `lr = 1\n${" more\n".repeat(100_000)}`,
    `lr${" ".repeat(1_000_000)}= 1`,
    "[__proto__]\nlr = 1\n[constructor]\nlr = 2\n",
    `[${NASTY_TEXTS.slice(3, 6).join("")}]\nlr = 1\n`,
  ],
  env: [
    `LR="${"\\".repeat(1_000_001)}`,
    many(100_000, (i) => `LR_${i}=0.1`),
    `LR='${"\n".repeat(100_000)}`,
    `LR=$${"{LR}".repeat(100_000)}`,
    "__proto__=1\nconstructor=2\nLR=0.1\n",
  ],
};
