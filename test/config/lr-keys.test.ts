import { describe, expect, test } from "vitest";
import { detectFormat, pickKey, planEdit } from "../../src/config/index.ts";
import { lrRole, namesLr } from "../../src/config/lr-names.ts";
import { SAMPLES, type Sample } from "./lr-key-samples.ts";
import { errorOf, setYaml } from "./support.ts";

const firstNamed = ({ file, text }: Sample): unknown => {
  const { code, data } = errorOf(() => pickKey(text, detectFormat(file, text), file));
  expect(code).toBe("key-needed");
  return (data.candidates as readonly { readonly path: string }[])[0]?.path;
};

describe("the key of the learning rate", () => {
  test.each(SAMPLES.filter(({ asks }) => !asks))("$tool: picked", ({ file, text, key }) => {
    expect(pickKey(text, detectFormat(file, text), file)).toBe(key);
  });

  test.each(SAMPLES.filter(({ asks }) => asks))("$tool: the first that is named", (sample) => {
    expect(firstNamed(sample)).toBe(sample.key);
  });

  test.each(SAMPLES)("$tool: no byte is changed but the value", ({ file, text, key }) => {
    const format = detectFormat(file, text);
    const { text: after, changes } = planEdit(text, format, [{ path: key, value: 0.0123 }], file);
    expect(changes).toHaveLength(1);
    const [before, behind] = after.split("0.0123");
    expect(text.startsWith(before as string)).toBe(true);
    expect(text.endsWith(behind as string)).toBe(true);
  });

  test("behind many other numbers it is still the first", () => {
    const numbers = Array.from({ length: 60 }, (_, i) => `n${i}: 0.${i + 1}\n`).join("");
    for (const name of ["min_lr", "shrinkage_rate", "learn_speed", "step_size"]) {
      const text = `${numbers}${name}: 0.01\n`;
      expect(firstNamed({ tool: "", file: "c.yaml", text, key: name })).toBe(name);
    }
  });
});

test.each([
  ["generator_lr", "part"],
  ["discriminator_lr", "part"],
  ["G_lr", "part"],
  ["lr_adam", "part"],
  ["unet_lr", "part"],
  ["learn_rate", "rate"],
  ["initial_rate", "rate"],
  ["trainLearningRate", "rate"],
  ["lr2", "rate"],
  ["warmup_max_lr", "peak"],
  ["cycle_max_lr", "peak"],
  ["warmup_min_lr", null],
  ["warmup_learning_rate", null],
  ["lr_decay_rate", null],
  ["loraplus_lr_ratio", null],
  ["learning_rate_schedule", null],
  ["scale_lr", null],
  ["auto_lr_find", null],
  ["learner", null],
  ["rate", null],
])("%s is a %s", (name, role) => expect(lrRole(name)).toBe(role));

test.each([
  ["min_lr", true],
  ["lr_scheduler_type", true],
  ["warmupLearningRate", true],
  ["clr", false],
  ["dropout_rate", false],
])("%s speaks of a learning rate: %s", (name, does) => expect(namesLr(name)).toBe(does));

describe("a key that is missing", () => {
  test("who asks for a learning rate is sent to one", () => {
    const text = "optimizer:\n  name: adam\n  beta: 0.9\nlearning_rate: 0.1\n";
    const error = errorOf(() => setYaml(text, "optimizer.lr", 0.5));
    expect(error.message).toContain("Did you mean learning_rate?");
    expect(error.data).toMatchObject({ nearest: "learning_rate" });
  });

  test("and to no other value where there is none", () => {
    const error = errorOf(() => setYaml("optimizer:\n  name: adam\n", "optimizer.lr", 0.5));
    expect(error.message).not.toContain("Did you mean");
  });
});

test("a range that is searched is no learning rate", () => {
  const text = "parameters:\n  learning_rate:\n    min: 0.0001\n    max: 0.1\n";
  expect(errorOf(() => pickKey(text, detectFormat("s.yaml", text))).message).toContain(
    "has no key that looks like a learning rate",
  );
});

test("auto is left to the program that fills it in", () => {
  const text = '{"optimizer": {"params": {"lr": "auto"}}}';
  const error = errorOf(() => pickKey(text, detectFormat("d.json", text), "d.json"));
  expect([error.code, error.message]).toEqual([
    "key-needed",
    expect.stringContaining("fills it in from its own arguments"),
  ]);
});
