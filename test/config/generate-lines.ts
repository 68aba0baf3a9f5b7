import fc from "fast-check";
import { type Generated, Writer } from "./generate.ts";

const COMMENTS = ["", "", "", " # lr: 0.1", "  # 🔥 \"quoted' ["];
const WORDS = ["lr", "model", "n-1", "weight_decay", "größe", "a.b", "x y"];

const layout = {
  crlf: fc.boolean(),
  mark: fc.boolean(),
  tail: fc.boolean(),
  gap: fc.constantFrom("=", " = ", "= ", "   = "),
  comment: fc.nat(COMMENTS.length - 1),
};

function pairs(sources: readonly string[], words: readonly string[], maxLength: number) {
  const pair = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...sources), fc.nat(5));
  return fc.array(pair, { minLength: 1, maxLength });
}

function finished(
  writer: Writer,
  { crlf, mark, tail }: { crlf: boolean; mark: boolean; tail: boolean },
): Generated {
  const before = mark ? "\uFEFF" : "";
  const shifts: number[] = [0];
  let text = "";
  // Line ends become CRLF afterwards, so offsets grow by the lines before them.
  for (const char of tail ? writer.text : writer.text.replace(/\n$/, "")) {
    const put = crlf && char === "\n" ? "\r\n" : char;
    text += put;
    for (let i = 0; i < char.length; i++) shifts.push(text.length);
  }
  const moved = (at: number) => (shifts[at] ?? text.length) + before.length;
  const spots = writer.spots.map((spot) => ({
    ...spot,
    start: moved(spot.start),
    end: moved(spot.end),
  }));
  return { text: before + text, spots };
}

const bareKey = (name: string) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));

const TOML_SOURCES = [
  ...["0", "1", "0.1", "1.0e-3", "1e-3", "5E-05", "-2", "+3.5", "1_000", "0x1F", "inf", "true"],
  ...['"1e-3"', "'C:\\x'", '"é🎉\\n"', '"""\nx"y\n"""', "2024-01-01", "07:32:00"],
];

/** TOML: root keys, tables, arrays of tables, inline tables, arrays, dotted and quoted keys. */
export const tomlConfigs: fc.Arbitrary<Generated> = fc
  .record({
    ...layout,
    root: pairs(TOML_SOURCES, WORDS, 3),
    tables: fc.array(fc.tuple(fc.nat(3), pairs(TOML_SOURCES, WORDS, 3)), { maxLength: 3 }),
  })
  .map(({ root, tables, gap, comment, ...ends }) => {
    const writer = new Writer();
    const note = COMMENTS[comment] ?? "";
    const body = (list: typeof root, path: readonly string[]) => {
      for (const [i, [word, source, shape]] of list.entries()) {
        const name = `${word}${i}`;
        const key = bareKey(name);
        const flat = source.includes("\n") ? "1" : source;
        const put = (value: string, at: readonly string[]) =>
          writer.scalar({ source: value, before: "" }, [...path, ...at]);
        if (shape === 0) {
          writer.text += `${key}.sub${gap}`;
          put(source, [name, "sub"]);
        } else if (shape === 1) {
          writer.text += `${key}${gap}{ a${gap}`;
          put(flat, [name, "a"]);
          writer.text += ", b.c = ";
          put("0.5", [name, "b", "c"]);
          writer.text += " }";
        } else if (shape === 2) {
          writer.text += `${key}${gap}[`;
          put(flat, [name, "0"]);
          writer.text += `,${note}\n  `;
          put("2", [name, "1"]);
          writer.text += "]";
        } else {
          writer.text += key + gap;
          put(source, [name]);
        }
        writer.text += `${note}\n`;
      }
    };
    body(root, []);
    for (const [i, [shape, list]] of tables.entries()) {
      const name = `table ${i}`;
      writer.text += `\n${note.trimStart()}\n`;
      if (shape === 0) {
        for (const item of ["0", "1"]) {
          writer.text += `[["${name}"]]${note}\n`;
          body(list, [name, item]);
        }
      } else {
        writer.text += shape === 1 ? `["${name}"]${note}\n` : `["${name}".sub]\n`;
        body(list, shape === 1 ? [name] : [name, "sub"]);
      }
    }
    return finished(writer, ends);
  });

const INI_SOURCES = ["0", "0.1", "1.0e-3", "1e-3", ".5", "1.", "-2", "word", '"0.1"', "on", "a b"];

/** INI: sections, `=` and `:`, comments, indented options, values over several lines, DEFAULT. */
export const iniConfigs: fc.Arbitrary<Generated> = fc
  .record({
    ...layout,
    colon: fc.boolean(),
    indent: fc.constantFrom("", "  ", "\t"),
    sections: fc.array(pairs(INI_SOURCES, WORDS, 4), { minLength: 1, maxLength: 4 }),
  })
  .map(({ sections, gap, comment, colon, indent, ...ends }) => {
    const writer = new Writer();
    const note = (COMMENTS[comment] ?? "").replace("#", ";");
    const between = colon ? gap.replace("=", ":") : gap;
    for (const [i, list] of sections.entries()) {
      const section = i === 2 ? "DEFAULT" : `Section ${i}`;
      writer.text += `[${section}]\n${note.trimStart()}\n`;
      for (const [j, [word, source, shape]] of list.entries()) {
        const key = `${word}${j}`;
        writer.text += indent + key + between;
        const long = shape === 0 ? `${source}\n${indent}   more` : source;
        writer.scalar({ source: long, before: "" }, [section, key]);
        writer.text += `${note}\n`;
        if (shape === 1) writer.text += `${indent}; lr = 1\n\n`;
      }
    }
    return finished(writer, ends);
  });

const ENV_SOURCES = ["0", "0.1", "1.0e-3", "1e-3", ".5", "-2", "word", '"0.1"', "'1e-3'", '"a\nb"'];

/** `.env`: export, blanks around `=`, quotes, comments, values over several lines, duplicates. */
export const envConfigs: fc.Arbitrary<Generated> = fc
  .record({
    ...layout,
    first: fc.boolean(),
    lines: pairs(ENV_SOURCES, ["LR", "MODEL_SIZE", "a.b", "wd-1"], 6),
  })
  .map(({ lines, gap, comment, first, ...ends }) => {
    const writer = new Writer();
    const note = COMMENTS[comment] ?? "";
    if (first) writer.text += "LR0=7\n";
    for (const [i, [word, source, shape]] of lines.entries()) {
      const key = `${word}${i}`;
      writer.text += (shape === 0 ? "export " : "") + key + gap;
      writer.scalar({ source, before: "" }, [key]);
      writer.text += `${note}\n`;
      if (shape === 1) writer.text += "# LR=1\n\n";
    }
    return finished(writer, ends);
  });
