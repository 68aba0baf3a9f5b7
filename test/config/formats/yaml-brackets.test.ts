import { describe, expect, test } from "vitest";
import { parseConfig, pickKey, planEdit, yamlFormat } from "../../../src/config/index.ts";
import { errorOf } from "../support.ts";

// Brackets that PyYAML reads, whose lines are indented less than YAML asks for.

const TEXTS: readonly (readonly [string, string])[] = [
  ["a bracket that closes at the margin", "optim: {\n  type: AdamW,\n  lr: 0.001,\n}\nsteps: 3\n"],
  [
    "below a key",
    "a:\n  optim: {\n    type: AdamW, # the usual one\n    lr: 0.001,\n  }\n  b: 2\n",
  ],
  ["twice, and nested", "a: {\n  kwargs: {\n  lr: 0.001,\n  wd: 0.05\n}}\n\nb: {\n  c: 1\n}\n"],
  [
    "lists over several lines",
    "m:\n  pool: [[0, 1], [1, 1],\n  [2, 1], [3, 1] ]\n  n: x\nlr: 0.001\n",
  ],
  ["with other line ends", "optim: {\r\n  lr: 0.001\r\n}\r\nsteps: 3\r\n"],
];

describe.each(TEXTS)("%s", (_name, text) => {
  test("only the number changes", () => {
    const key = pickKey(text, yamlFormat, "c.yaml");
    const { text: after } = planEdit(text, yamlFormat, [{ path: key, value: 0.02 }], "c.yaml");
    expect(after).toBe(text.replace("0.001", "0.02"));
  });
});

test("what is damaged otherwise is refused at the first fault, as ever", () => {
  for (const text of [
    "a: {\n  lr: 0.001,\nb: 2\n",
    "a: [1, 2\nlr: 0.001\n",
    "a: 1\n   b: 2\n  c: 3\n",
  ]) {
    const { code, message } = errorOf(() => parseConfig(text, yamlFormat, "c.yaml"));
    expect(code).toBe("config-unreadable");
    expect(message).toMatch(/line [123], column/);
  }
});

test("many such lines, and quotes that never close, are read or refused in time", () => {
  const text = (line: string, lines: number) => `a: {\nlr: 0.1,\n${line.repeat(lines)}}\n`;
  const begun = performance.now();
  expect(pickKey(text("x: {y: 1},\n", 3000), yamlFormat, "c.yaml")).toBe("a.lr");
  expect(errorOf(() => parseConfig(text("x: 'y,\n", 3000), yamlFormat, "c.yaml")).code).toBe(
    "config-unreadable",
  );
  expect(performance.now() - begun).toBeLessThan(15_000);
});
