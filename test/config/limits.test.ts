import { describe, expect, test } from "vitest";
import { candidateKeys, jsonFormat, planEdit, yamlFormat } from "../../src/config/index.ts";
import { errorOf, isInput, setJson, setYaml } from "./helpers.ts";

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

  test("1000 levels of JSON and 500 of YAML are edited", () => {
    expect(setJson(brackets(1000, "1"), zeros(1000), 0.5)).toBe(brackets(1000, "0.5"));
    expect(setYaml(brackets(500, "1"), zeros(500), 0.5)).toBe(brackets(500, "0.5"));
  });
});

describe("size", () => {
  test.each([yamlFormat, jsonFormat])("above the limit of $name", (format) => {
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
    for (const set of [setYaml, setJson]) {
      expect(errorOf(() => set(text, "lr", 0.5)).code).toMatch(
        /^(key-not-found|config-unreadable)$/,
      );
    }
  }
});
