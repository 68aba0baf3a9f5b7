import { expect, test } from "vitest";
import { detectFormat } from "../../../src/config/index.ts";
import { errorOf } from "../support.ts";

test.each([
  ["a.yaml", "", "yaml"],
  ["a.YML", "", "yaml"],
  ["dir.json/a.yaml", "", "yaml"],
  ["a.json", "lr: 1", "json"],
  ["tsconfig.jsonc", "", "json"],
  ["a.json5", "", "json5"],
  ["a.toml", "", "toml"],
  ["pyproject.TOML", "", "toml"],
  [".env", "", "env"],
  [".env.local", "", "env"],
  ["dir/.env.prod.local", "", "env"],
  ["train.env", "", "env"],
  ["setup.cfg", "", "ini"],
  ["a.ini", "", "ini"],
  ["config", '// c\n/* d */ {"lr": 1}', "json"],
  ["config", '\uFEFF{"lr": 1}', "json"],
  [".babelrc", '{"lr": 1}', "json"],
  ["config", "lr: 1\n", "yaml"],
  ["config", "- lr: 1\n", "yaml"],
  ["config.txt", "{lr: 1}", "yaml"],
  ["config.txt", "{ // c\n lr: +.5,\n}", "json5"],
  ["config", "lr = 1\n", "toml"],
  ["config", '[a]\nlr = "x" # c\n', "toml"],
  ["config", "[a]\nlr: 1 ; c\n", "ini"],
  ["config", "export LR=0.1\nNAME=a b\n", "env"],
])("%s with %j is %s", (name, text, expected) => {
  expect(detectFormat(name, text).name).toBe(expected);
});

test.each([
  ["train.py", "lr: float = 1"],
  ["prose", "just some words"],
  ["notes.md", "lr: 1\n"],
  ["run.sh", "LR=1\n"],
  ["empty", ""],
  ["broken", "{lr: [}"],
])("%s is refused with what is supported", (name, text) => {
  const error = errorOf(() => detectFormat(name, text));
  expect(error.code).toBe("format-unknown");
  expect(error.message).toContain(".yaml, .yml, .json, .jsonc, .json5, .toml, .ini, .cfg, .env");
});

test("a comment bomb before JSON is looked at in linear time", () => {
  const text = "// ".repeat(50_000);
  const start = performance.now();
  expect(errorOf(() => detectFormat("config", text)).code).toBe("format-unknown");
  expect(performance.now() - start).toBeLessThan(2000);
});
