import { describe, expect, test } from "vitest";
import {
  CONFIG_FORMATS,
  candidateKeys,
  FORMATS,
  planEdit,
  tomlFormat,
  yamlFormat,
} from "../../src/config/index.ts";
import { errorOf, isInput, setIn, setJson, setYaml } from "./support.ts";

describe("nesting", () => {
  const brackets = (depth: number, inner: string) => "[".repeat(depth) + inner + "]".repeat(depth);
  const zeros = (depth: number) => Array.from({ length: depth }, () => "0").join(".");

  test.each([
    ["brackets in YAML", brackets(20_000, "1"), setYaml],
    ["open brackets in YAML", "[".repeat(20_000), setYaml],
    ["maps in YAML", "{a: ".repeat(20_000), setYaml],
    ["dashes in YAML", `${"- ".repeat(20_000)}1`, setYaml],
    ["question marks in YAML", "? ".repeat(20_000), setYaml],
    ["brackets in JSON", brackets(20_000, "1"), setJson],
    ["open brackets in JSON", "[".repeat(20_000), setJson],
    ["maps in JSON", '{"a":'.repeat(20_000), setJson],
  ])("%s: a clear error", (_name, text, set) => {
    const error = errorOf(() => set(text, "lr", 0.1));
    expect(error.code).toBe("config-too-deep");
    expect(isInput(error)).toBe(true);
  });

  const dots = (depth: number) => Array.from({ length: depth }, () => "a").join(".");

  test.each([
    ["brackets in JSON5", "json5", brackets(10_000, "1")],
    ["open brackets in JSON5", "json5", "{a:".repeat(10_000)],
    ["brackets in TOML", "toml", `a = ${brackets(10_000, "1")}`],
    ["open brackets in TOML", "toml", `a = ${"[".repeat(10_000)}`],
    ["inline tables in TOML", "toml", `a = ${"{a=".repeat(10_000)}`],
    ["a dotted key in TOML", "toml", `${dots(10_000)} = 1`],
    ["a header in TOML", "toml", `[${dots(10_000)}]\nb = 1`],
  ] as const)("%s: a clear error", (_name, format, text) => {
    const error = errorOf(() => setIn(CONFIG_FORMATS[format], text, "lr", 0.1));
    expect([error.code, isInput(error)]).toEqual(["config-too-deep", true]);
  });

  test("brackets in strings and comments are no nesting", () => {
    const text = `# ${"[".repeat(2000)}\ns = "${"[".repeat(2000)}\\""\nt = '''${"[".repeat(2000)}'''\nlr = 1\n`;
    expect(setIn(tomlFormat, text, "lr", 0.5)).toBe(text.replace("lr = 1", "lr = 0.5"));
  });

  test("1000 levels of JSON and 500 of YAML are edited", () => {
    expect(setJson(brackets(1000, "1"), zeros(1000), 0.5)).toBe(brackets(1000, "0.5"));
    expect(setYaml(brackets(500, "1"), zeros(500), 0.5)).toBe(brackets(500, "0.5"));
  });
});

describe("size", () => {
  test.each(FORMATS)("50 MB of $name", (format) => {
    const error = errorOf(() => setIn(format, "lr=1\n".repeat(10_000_000), "lr", 1));
    expect([error.code, isInput(error)]).toEqual(["config-too-big", true]);
    expect(error.message).toContain("50.0 million characters");
  });

  test("a string in TOML that its parser cannot take", () => {
    const error = errorOf(() => setIn(tomlFormat, `s = "${"x".repeat(400_000)}"`, "lr", 1));
    expect(error.code).toBe("config-unreadable");
  });

  test("many keys of one .env do not end on the stack", () => {
    const text = `${"A=1\n".repeat(200_000)}LR=1\n`;
    expect(setIn(CONFIG_FORMATS.env, text, "LR", 0.5).endsWith("A=1\nLR=0.5\n")).toBe(true);
  });

  test.each(FORMATS)("above the limit of $name", (format) => {
    const text = `{"lr": 1, "x": "${"x".repeat(format.maxLength)}"}`;
    const error = errorOf(() => planEdit(text, format, [{ path: "lr", value: 1 }]));
    expect(error.code).toBe("config-too-big");
  });

  test("a large JSON below the limit", () => {
    const text = `{"x": "${"x".repeat(5_000_000)}", "lr": 1}`;
    expect(setJson(text, "lr", 0.5).endsWith('x", "lr": 0.5}')).toBe(true);
  });
});

describe("references", () => {
  test("an alias bomb costs what its text costs", () => {
    const names = Array.from({ length: 30 }, (_, i) => `a${i}`);
    const lines = names.map((name, i) => {
      const before = i === 0 ? "x" : `*a${i - 1}`;
      return `${name}: &${name} [${Array(9).fill(before).join(", ")}]`;
    });
    const text = `${lines.join("\n")}\nlr: 0.1\n`;
    expect(setYaml(text, "lr", 0.5)).toBe(text.replace("lr: 0.1", "lr: 0.5"));
    expect(candidateKeys(text, yamlFormat)).toHaveLength(1);
  });

  test("a merge bomb too", () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const merge = i === 0 ? "x: 1" : `<<: [*m${i - 1}, *m${i - 1}, *m${i - 1}]`;
      return `m${i}: &m${i} {${merge}}`;
    });
    const text = `${lines.join("\n")}\n`;
    expect(errorOf(() => setYaml(text, "m59.lr", 0.5)).code).toBe("key-not-found");
    const found = errorOf(() => setYaml(text, "m59.x", 0.5));
    expect(found.data).toMatchObject({ reason: "merge-key", source: { path: "m0.x", line: 1 } });
  });

  test("a mapping inside its own alias or merge ends", () => {
    for (const text of ["a: &a {b: *a}\n", "a: &a {<<: *a, b: 1}\n"]) {
      expect(errorOf(() => setYaml(text, "a.b.b.b.lr", 0.5)).code).toBe("key-not-found");
    }
  });
});

test("junk never gives anything but an error of ours", () => {
  const junk = [
    "\0",
    "}",
    "%",
    "---",
    "--- - -",
    "&a",
    "*a",
    "!",
    "? ",
    ": ",
    "<<: 1",
    "\uFFFF",
    "@",
  ];
  for (const text of junk) {
    for (const format of FORMATS) {
      expect(errorOf(() => setIn(format, text, "lr", 0.5)).code).toMatch(
        /^(key-not-found|config-unreadable)$/,
      );
    }
  }
});
