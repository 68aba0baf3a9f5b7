import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numericKeys } from "../../src/config/candidates.ts";
import {
  type ConfigFormat,
  candidateKeys,
  detectFormat,
  envFormat,
  iniFormat,
  isLrName,
  json5Format,
  jsonFormat,
  parseConfig,
  parseKeyPath,
  pickKey,
  tomlFormat,
  yamlFormat,
} from "../../src/config/index.ts";
import { locate } from "../../src/config/locate.ts";
import { type Generated, jsonConfigs, yamlConfigs } from "./generate.ts";
import { envConfigs, iniConfigs, tomlConfigs } from "./generate-lines.ts";
import { errorOf, ref, setJson, setYaml } from "./support.ts";

test.each([
  "lr",
  "LR",
  "lr0",
  "learning_rate",
  "learningRate",
  "learning-rate",
  "base_lr",
  "BASE_LR",
  "max_lr",
  "eta0",
  "peak_lr",
  "initial_learning_rate",
])("%s is named like a learning rate", (name) => expect(isLrName(name)).toBe(true));

test.each([
  "lrf",
  "min_lr",
  "warmup_lr",
  "lr_scheduler",
  "lr_decay",
  "flr",
  "beta",
  "weight_decay",
])("%s is not", (name) => expect(isLrName(name)).toBe(false));

test("candidates come with path, value and line, in file order", () => {
  const text = `lr: 1e-3
optimizer: {lr: "${ref("lr")}", momentum: 0.9}
groups:
  - lr: 0.5
  - base_lr: "0.25"
x:
  learning_rate: auto
  lr0:
  LR: adaptive
lrs: 3
a: {max_lr: [0.1, 0.2]}
`;
  expect(candidateKeys(text, yamlFormat)).toEqual([
    { path: "lr", value: 0.001, line: 1, editable: true },
    { path: "optimizer.lr", value: ref("lr"), line: 2, editable: false },
    { path: "groups.0.lr", value: 0.5, line: 4, editable: true },
    { path: "groups.1.base_lr", value: "0.25", line: 5, editable: true },
    { path: "x.learning_rate", value: "auto", line: 7, editable: true },
    { path: "x.lr0", value: null, line: 8, editable: true },
    { path: "a.max_lr.0", value: 0.1, line: 11, editable: true },
    { path: "a.max_lr.1", value: 0.2, line: 11, editable: true },
  ]);
});

test("aliases are listed as what they stand for, not as editable", () => {
  const found = candidateKeys("a: &r 0.1\nlr: *r\n", yamlFormat);
  expect(found).toEqual([{ path: "lr", value: 0.1, line: 2, editable: false }]);
});

test("documents are told apart by their index", () => {
  const found = candidateKeys("a: {lr: 1}\n---\nb: {lr: 2}\n", yamlFormat);
  expect(found.map((one) => one.path)).toEqual(["0.a.lr", "1.b.lr"]);
});

test("a single editable candidate is picked", () => {
  expect(pickKey(`lr: 0.1\nopt:\n  lr: ${ref("lr")}\n`, yamlFormat)).toBe("lr");
  expect(pickKey('{"train": {"learningRate": 1, "min_lr": 0}}', jsonFormat)).toBe(
    "train.learningRate",
  );
});

test("several are listed, none lists the numbers", () => {
  const many = errorOf(() => pickKey("lr: 1\no: {lr: 2}\n", yamlFormat, "c.yaml"));
  expect(many.code).toBe("key-needed");
  expect(many.message).toContain("c.yaml has 2 keys");
  expect(many.message).toContain("lr (1, line 1), o.lr (2, line 2)");
  const none = errorOf(() => pickKey("epochs: 3\nname: x\n", yamlFormat, "c.yaml"));
  expect(none.message).toContain("no key that looks like a learning rate");
  expect(none.message).toContain("epochs (3, line 1)");
  expect(errorOf(() => pickKey("{}", jsonFormat)).message).toContain("no numbers");
});

test("a missing key: the nearest path and the candidates", () => {
  const error = errorOf(() => setYaml("optim:\n  lr: 0.1\nepochs: 3\n", "optimizer.lr", 0.5));
  expect(error.code).toBe("key-not-found");
  expect(error.message).toContain("Did you mean optim.lr?");
  expect(error.message).toContain("optim.lr (0.1, line 2)");
  expect(error.message).not.toContain("epochs");
});

test("a missing key where nothing looks like a rate: at most 20 numbers", () => {
  const numbers = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`n${i}`, i]));
  const error = errorOf(() => setJson(JSON.stringify(numbers), "zzzzzzzz.q", 0.5));
  expect((error.data.candidates as unknown[]).length).toBe(20);
  expect(error.message).toContain("n19 (19, line 1)");
  expect(error.message).not.toContain("n20");
});

test("a mapping at the path: what is inside", () => {
  const error = errorOf(() => setYaml("o:\n  lr: 0.1\n  m: 1\n", "o", 0.5));
  expect(error.message).toContain("is a mapping");
  expect(error.message).toContain("o.lr (0.1, line 2)");
});

test("a missing key in a file of many: the nearest ones, and how many more", () => {
  const groups = Array.from({ length: 300 }, (_, i) => `g${i}:\n  lr: 0.1\n`).join("");
  const error = errorOf(() => setYaml(`${groups}optim:\n  lr: 0.1\n`, "optimizer.lr", 0.5));
  expect(error.message).toContain("it: optim.lr (0.1, line 602), ");
  expect(error.message).toContain(" and 281 more");
  expect(error.message.length).toBeLessThan(1000);
  expect(error.data).toMatchObject({ more: 281, nearest: "optim.lr" });
  expect(error.data.candidates).toHaveLength(20);
});

test("long keys and values are cut in messages", () => {
  const name = "k".repeat(100_000);
  const text = JSON.stringify({ [name]: { lr: `${"0".repeat(100_000)}1` }, lr: 1 });
  expect(errorOf(() => pickKey(text, jsonFormat)).message.length).toBeLessThan(500);
});

describe("a candidate is editable where its path leads to it", () => {
  const configs: readonly (readonly [ConfigFormat, fc.Arbitrary<Generated>])[] = [
    [yamlFormat, yamlConfigs],
    [jsonFormat, jsonConfigs],
    [tomlFormat, tomlConfigs],
    [iniFormat, iniConfigs],
    [envFormat, envConfigs],
  ];
  const agrees = (text: string, format: ConfigFormat) => {
    const tree = parseConfig(text, format);
    for (const { path, editable } of numericKeys(tree, 1000)) {
      const found = () => locate(tree, parseKeyPath(path)).status === "found";
      if (editable) expect(found()).toBe(true);
      else
        expect(
          path.includes('""') || /__proto__|constructor|prototype/.test(path) || !found(),
        ).toBe(true);
    }
  };

  test.each(configs)("$name", (format, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, ({ text }) => agrees(text, format)),
      { seed: 14, numRuns: 200 },
    );
  });

  test.each([
    [yamlFormat, "a: {lr: 1}\na: {lr: 2}\nb: {lr: 3, lr: 4}\nc: !!str {d: !x 1, e: !!int 2}\n"],
    [yamlFormat, "x: 1\n---\nx: 2\n---\n- 1\n"],
    [yamlFormat, "b: &b {lr: 1}\nc:\n  <<: *b\n  d: *b\n"],
    [jsonFormat, '{"__proto__": {"lr": 1}, "": 2, "a": {"constructor": 3, "b": [1, [2]]}}'],
    [iniFormat, "[a]\nLR=1\nlr=2\n[A]\nlr=3\n[DEFAULT]\nx=4\n"],
    [envFormat, "LR=1\nLR=2\n"],
  ])("$name: %s", (format, text) => agrees(text, format));
});

test.each([
  ["JSON", jsonFormat, (i: number) => `"g${i}": {"lr": 0.1},`, ["{", '"z": 1}']],
  ["JSON5", json5Format, (i: number) => `g${i}: {lr: .1},`, ["{", "}"]],
  ["YAML", yamlFormat, (i: number) => `g${i}: {lr: 0.1}\n`, ["", ""]],
  ["TOML", tomlFormat, (i: number) => `g${i}.lr = 0.1\n`, ["", ""]],
  ["INI", iniFormat, (i: number) => `[g${i}]\nlr = 0.1\n`, ["", ""]],
] as const)(
  "%s: time grows with the number of keys, not with its square",
  (_, format, line, ends) => {
    const text = (keys: number) =>
      ends[0] + Array.from({ length: keys }, (_, i) => line(i)).join("") + ends[1];
    const seconds = (keys: number) => {
      const config = text(keys);
      const start = process.cpuUsage();
      expect(errorOf(() => pickKey(config, format)).message).toContain(`${keys} keys`);
      return process.cpuUsage(start).user / 1e6;
    };
    seconds(2000);
    // Squares would make it 64 times as long; the constant is for a busy machine.
    expect(seconds(16_000)).toBeLessThan(24 * seconds(2000) + 1);
  },
);

test.each([
  ["d.json", '{"lr":0.1,"lr":0.2}', "lr"],
  ["d.json5", "{lr: 0.1, lr: 0.2}", "lr"],
  ["d.ini", "[a]\nlr = 0.1\nlr = 0.2\n", "a.lr"],
])("%s: a key that stands twice is one that cannot be written, listed once", (file, text, path) => {
  const error = errorOf(() => pickKey(text, detectFormat(file, text), file));
  expect(error.code).toBe("key-needed");
  expect(error.message).toMatch(/has no key for a learning rate that can be written as it is/);
  expect(error.message).toContain("Remove the duplicate first.");
  expect(error.message.split(`${path} (`)).toHaveLength(2);
});
