import fc from "fast-check";

/** A scalar of a generated config: where its text stands, and how to name it. */
export interface Spot {
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

/** A generated config with the place of every plain or quoted scalar value in it. */
export interface Generated {
  readonly text: string;
  readonly spots: readonly Spot[];
}

type Tree =
  | { readonly kind: "scalar"; readonly source: string; readonly before: string }
  | {
      readonly kind: "map";
      readonly children: readonly (readonly [string, Tree])[];
      readonly style: Style;
    }
  | { readonly kind: "list"; readonly children: readonly Tree[]; readonly style: Style };

interface Style {
  readonly flow: boolean;
  readonly indent: number;
  readonly comment: number;
}

const NUMBERS = [
  "0",
  "1",
  "0.1",
  "1e-3",
  "5.0e-5",
  "-2",
  "+3.5",
  "1.",
  ".5",
  "012",
  "1_000",
  "0x1F",
  "32",
];
const COMMENTS = ["", "", " # lr: 0.1", " # 🔥 \"quoted' {", "   # - x: 1"];

const style = fc.record({
  flow: fc.boolean(),
  indent: fc.integer({ min: 1, max: 5 }),
  comment: fc.nat(COMMENTS.length - 1),
});

function trees(source: fc.Arbitrary<string>, before: fc.Arbitrary<string>): fc.Arbitrary<Tree> {
  const key = fc.constantFrom(
    "a",
    "lr",
    "model",
    "größe",
    "🔥",
    "x y",
    "a.b",
    "[k]",
    "0",
    "学习率",
    "it's",
    "n-1",
  );
  const scalar = fc.record({ kind: fc.constant("scalar" as const), source, before });
  const { root } = fc.letrec<{ root: Tree; node: Tree }>((tie) => ({
    node: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalar, tie("root")),
    root: fc.oneof(
      fc.record({
        kind: fc.constant("map" as const),
        children: fc.uniqueArray(fc.tuple(key, tie("node")), {
          selector: ([name]) => name,
          minLength: 1,
          maxLength: 4,
        }),
        style,
      }),
      fc.record({
        kind: fc.constant("list" as const),
        children: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
        style,
      }),
    ),
  }));
  return root;
}

/** Collects a text and the places of its values. */
export class Writer {
  text = "";
  readonly spots: Spot[] = [];

  scalar(
    tree: { readonly source: string; readonly before: string },
    path: readonly string[],
  ): void {
    this.text += tree.before;
    const start = this.text.length;
    this.text += tree.source;
    this.spots.push({ path, start, end: this.text.length, source: tree.source });
  }
}

/** YAML of mixed styles: block, flow, quotes, anchors, tags, comments, blank lines, LF or CRLF, BOM. */
export const yamlConfigs: fc.Arbitrary<Generated> = fc
  .record({
    tree: trees(
      fc.constantFrom(
        ...NUMBERS,
        "~",
        "null",
        "word",
        '"1e-3"',
        "'it''s'",
        '"é🎉\\n"',
        "true",
        "2024-01-01",
      ),
      fc.constantFrom("", "", "", "&ID ", "!!float "),
    ),
    crlf: fc.boolean(),
    mark: fc.boolean(),
    head: fc.constantFrom("", "# config\n", "---\n", "%YAML 1.1\n---\n# x\n\n"),
    tail: fc.boolean(),
  })
  .map(({ tree, crlf, mark, head, tail }) => {
    const writer = new Writer();
    const end = crlf ? "\r\n" : "\n";
    writer.text = (mark ? "\uFEFF" : "") + head.replaceAll("\n", end);
    let anchors = 0;
    const key = (name: string) => (/^[\p{L}-]+$/u.test(name) ? name : `"${name}"`);
    const scalar = (node: Tree & { kind: "scalar" }, path: readonly string[]) => {
      const number = /^[0-9.]+(e-[0-9]+)?$/.test(node.source);
      const tag = node.before === "!!float " && number ? node.before : "";
      const anchor = node.before === "&ID " ? `&id${anchors++} ` : "";
      writer.scalar({ ...node, before: tag + anchor }, path);
    };
    const flow = (node: Tree, path: readonly string[]): void => {
      if (node.kind === "scalar") {
        scalar(node, path);
        return;
      }
      const blank = " ".repeat(node.style.indent % 3);
      writer.text += (node.kind === "map" ? "{" : "[") + blank;
      for (const [i, child] of node.children.entries()) {
        if (i > 0) writer.text += `,${blank}`;
        if (node.kind === "map") {
          const [name, value] = child as readonly [string, Tree];
          writer.text += `${key(name)}: `;
          flow(value, [...path, name]);
        } else flow(child as Tree, [...path, String(i)]);
      }
      writer.text += blank + (node.kind === "map" ? "}" : "]");
    };
    const block = (
      node: Exclude<Tree, { kind: "scalar" }>,
      column: number,
      path: readonly string[],
    ) => {
      const comment = COMMENTS[node.style.comment] ?? "";
      for (const [i, child] of node.children.entries()) {
        const name = node.kind === "map" ? (child as readonly [string, Tree])[0] : String(i);
        const value = node.kind === "map" ? (child as readonly [string, Tree])[1] : (child as Tree);
        if (i === 1 && comment !== "") writer.text += comment.trimStart() + end + end;
        writer.text += " ".repeat(column) + (node.kind === "map" ? `${key(name)}:` : "-");
        const below = [...path, name];
        if (value.kind !== "scalar" && !value.style.flow) {
          writer.text += comment + end;
          block(value, column + value.style.indent, below);
          continue;
        }
        writer.text += " ".repeat(node.style.indent);
        flow(value, below);
        writer.text += comment + end;
      }
    };
    if (tree.kind === "scalar" || tree.style.flow) flow(tree, []);
    else block(tree, 0, []);
    if (!tail) writer.text = writer.text.replace(/\r?\n$/, "");
    return { text: writer.text, spots: writer.spots };
  });

/** What differs between JSON and JSON5. */
interface JsonDialect {
  readonly sources: readonly string[];
  key(name: string, at: number): string;
}

function jsonLike({ sources, key }: JsonDialect): fc.Arbitrary<Generated> {
  return fc
    .record({
      tree: trees(fc.constantFrom(...sources), fc.constant("")),
      gap: fc.constantFrom(
        "",
        " ",
        "\n",
        "\r\n",
        "\n\t",
        " /* lr: 1 */ ",
        ' // "lr": 1\n',
        "\r\n    ",
      ),
      comma: fc.boolean(),
      mark: fc.boolean(),
    })
    .map(({ tree, gap, comma, mark }) => {
      const writer = new Writer();
      writer.text = (mark ? "\uFEFF" : "") + gap;
      const write = (node: Tree, path: readonly string[]): void => {
        if (node.kind === "scalar") {
          writer.scalar(node, path);
          return;
        }
        writer.text += (node.kind === "map" ? "{" : "[") + gap;
        for (const [i, child] of node.children.entries()) {
          if (i > 0) writer.text += `,${gap}`;
          if (node.kind === "map") {
            const [name, value] = child as readonly [string, Tree];
            writer.text += `${key(name, i)}:${gap}`;
            write(value, [...path, name]);
          } else write(child as Tree, [...path, String(i)]);
        }
        writer.text += (comma ? "," : "") + gap + (node.kind === "map" ? "}" : "]");
      };
      write(tree, []);
      writer.text += gap;
      return { text: writer.text, spots: writer.spots };
    });
}

const JSON_SOURCES = ["0", "1", "0.1", "1.0e-3", "1e-3", "5E-05", "-2", "32", "null", "true"];

/** JSON and JSONC of mixed styles: compact, spaces or tabs, comments, trailing commas, CRLF, BOM. */
export const jsonConfigs: fc.Arbitrary<Generated> = jsonLike({
  sources: [...JSON_SOURCES, '"1e-3"', '"é🎉\\n\\""'],
  key: (name) => JSON.stringify(name),
});

/** JSON5: bare keys, single quotes, other numbers, and all that JSONC has. */
export const json5Configs: fc.Arbitrary<Generated> = jsonLike({
  sources: [
    ...JSON_SOURCES,
    ".5",
    "-.5",
    "5.",
    "+1",
    "0x1F",
    "Infinity",
    "-NaN",
    "'it\\'s'",
    '"1e-3"',
  ],
  key: (name, at) => {
    if (at % 2 === 0 && /^[a-z]+$/.test(name)) return name;
    return at % 3 === 0 ? `'${name.replaceAll("'", "\\'")}'` : JSON.stringify(name);
  },
});

/** Learning rates over the whole range of doubles, most of them of a usual size. */
export const rates: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(1, 0.1, 0.001, 1e-7, 32, 250000, 1e21, 5e-324, 1.7976931348623157e308, 0.1 + 0.2),
  fc.double({ min: 1e-8, max: 10, noNaN: true }),
  fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
);
