import { describe, expect, test } from "vitest";
import {
  detectFormat,
  locate,
  lrNotes,
  parseConfig,
  parseKeyPath,
  planEdit,
  yamlFormat,
} from "../../src/config/index.ts";
import { SAMPLES } from "./lr-key-samples.ts";
import { errorOf } from "./support.ts";

const around = (file: string, text: string, edits: Record<string, number>, optimizer = "adam") => {
  const tree = parseConfig(text, detectFormat(file, text), file);
  const { notes, doubts } = lrNotes(
    tree,
    Object.entries(edits).map(([path, value]) => ({ path, value, as: "lr" })),
    optimizer,
  );
  return { notes, codes: notes.map(({ code }) => code), doubts: doubts.map(({ code }) => code) };
};

describe("keys beside it", () => {
  const ds = `{"optimizer":{"params":{"lr":3e-5}},"scheduler":{"type":"WarmupLR","params":{"warmup_max_lr":3e-5,"warmup_num_steps":500}}}`;

  test("DeepSpeed: the scheduler's value takes the optimizer's place", () => {
    const { notes } = around("ds.json", ds, { "optimizer.params.lr": 1e-4 });
    expect(notes).toMatchObject([
      {
        code: "lr-overridden",
        message: expect.stringMatching(
          /^scheduler\.params\.warmup_max_lr \(0\.00003, line 1\) takes the place of optimizer\.params\.lr.*--profile deepspeed/,
        ),
        data: { by: [{ path: "scheduler.params.warmup_max_lr", line: 1 }], profile: "deepspeed" },
      },
    ]);
  });

  test("nothing is said where both are written", () => {
    const both = { "optimizer.params.lr": 1e-4, "scheduler.params.warmup_max_lr": 1e-4 };
    expect(around("ds.json", ds, both).codes).toEqual([]);
  });

  test("the one that counts was written: the other is only left", () => {
    const { codes } = around("ds.json", ds, { "scheduler.params.warmup_max_lr": 1e-4 });
    expect(codes).toEqual(["lr-left"]);
  });

  test("kohya: two rates override the first; one of null does not", () => {
    const rates = "learning_rate = 0.0001\nunet_lr = 0.0001\ntext_encoder_lr = 5e-5\n";
    const [note] = around("k.toml", rates, { learning_rate: 1e-3 }).notes;
    expect([note?.code, note?.data.profile]).toEqual(["lr-overridden", "kohya"]);
    expect(note?.data.by).toHaveLength(2);
    expect(
      around("k.yaml", "learning_rate: 0.1\nunet_lr:\n", { learning_rate: 0.2 }).codes,
    ).toEqual([]);
  });

  test("of any other config the rates that stay are named", () => {
    const { notes } = around("c.yaml", "actor: {lr: 0.1}\ncritic: {lr: 0.2}\n", {
      "actor.lr": 0.05,
    });
    expect(notes.map(({ message }) => message)).toEqual([
      "other learning rates stay as they are: critic.lr (0.2, line 2)",
    ]);
  });

  test.each([
    ["ultralytics", "lr0: 0.01\nlrf: 0.01\noptimizer: auto\n", "lr0", "optimizer"],
    [
      "mmengine",
      "optim_wrapper: {optimizer: {lr: 0.01}}\nauto_scale_lr: {enable: true}\n",
      "optim_wrapper.optimizer.lr",
      "auto_scale_lr.enable",
    ],
    ["kohya", "unet_lr: 0.5\noptimizer_type: Prodigy\n", "unet_lr", "optimizer_type"],
  ])("%s: a value because of which it is not taken", (_, text, key, by) => {
    const { notes } = around("c.yaml", text, { [key]: 0.02 });
    expect(notes).toMatchObject([{ code: "lr-idle", data: { path: key, by } }]);
  });
});

test("auto becomes a number only with a word", () => {
  const { codes } = around("ds.json", '{"optimizer":{"params":{"lr":"auto"}}}', {
    "optimizer.params.lr": 1e-4,
  });
  expect(codes).toEqual(["lr-was-auto"]);
});

describe("the optimizer's name", () => {
  test.each([
    ["optim: sgd\nlearning_rate: 0.1\n", "learning_rate", "optim"],
    ["optim: sgd\noptim_conf:\n  lr: 0.1\n", "optim_conf.lr", "optim"],
    ["optimizer: {type: SGD, lr: 0.1}\n", "optimizer.lr", "optimizer.type"],
    ["optimizer: {type: SGD, params: {lr: 0.1}}\n", "optimizer.params.lr", "optimizer.type"],
    [
      "optimizer:\n  class_path: torch.optim.SGD\n  init_args: {lr: 0.1}\n",
      "optimizer.init_args.lr",
      "optimizer.class_path",
    ],
    [
      "o: {_target_: x}\noptimizer: {_target_: torch.optim.SGD, lr: 0.1}\n",
      "optimizer.lr",
      "optimizer._target_",
    ],
    [
      "optimizer: {type: sgd}\nlr_scheduler: {learning_rate: 0.1}\n",
      "lr_scheduler.learning_rate",
      "optimizer.type",
    ],
    ["model: {optim: {name: momentum, lr: 0.1}}\n", "model.optim.lr", "model.optim.name"],
    [
      "a: {optimizer: adam}\nb: {optimizer_type: sgd_nesterov, lr: 0.1}\n",
      "b.lr",
      "b.optimizer_type",
    ],
  ])("%j: an LR of Adam is a doubt", (text, key, path) => {
    const { notes, doubts } = around("c.yaml", text, { [key]: 0.05 });
    expect(doubts).toEqual(["lr-optimizer-differs"]);
    expect(notes[0]?.data).toMatchObject({ path, result: "adam" });
  });

  test.each([
    ["optimizer: AdamW\nlr: 0.1\n", "adam"],
    ["optimizer: adamw_8bit\nlr: 0.1\n", "AdamW"],
    ["optimizer: sgd\nlr: 0.1\n", "momentum"],
    ["optimizer: sgd\nlr: 0.1\n", "unknown"],
    ["optimizer: mine\nlr: 0.1\n", "adam"],
    ["name: million-lions\nlr: 0.1\n", "adam"],
    ["name: sgd-baseline\nlr: 0.1\n", "adam"],
    ["model: {type: adamnet, optimizer: 3}\nlr: 0.1\n", "sgd"],
  ])("%j is none for %s", (text, optimizer) => {
    expect(around("c.yaml", text, { lr: 0.05 }, optimizer).doubts).toEqual([]);
  });

  test("spaCy, in a section beside", () => {
    const text =
      '[training.optimizer]\n@optimizers = "SGD.v1"\n[training.optimizer.learn_rate]\n@schedules = "warmup_linear.v1"\ninitial_rate = 0.05\n';
    const key = '"training.optimizer.learn_rate".initial_rate';
    expect(around("c.cfg", text, { [key]: 0.01 }).doubts).toEqual(["lr-optimizer-differs"]);
  });
});

describe("the size of the change", () => {
  test.each([
    [0.1, 0.2, [], []],
    [0.1, 0.0011, [], []],
    [0.1, 0.001, ["lr-far-from-old"], []],
    [1e-5, 0.05, ["lr-far-from-old"], []],
    [1e-5, 0.1, ["lr-far-from-old"], ["lr-far-from-old"]],
    [1, 1e-5, ["lr-far-from-old"], ["lr-far-from-old"]],
    [0, 0.1, [], []],
  ])("%s to %s", (old, lr, codes, doubts) => {
    expect(around("c.json", JSON.stringify({ lr: old }), { lr })).toMatchObject({ codes, doubts });
  });

  test("the sentence agrees with its numbers", () => {
    const said = (old: number, lr: number) =>
      around("c.json", JSON.stringify({ lr: old }), { lr }).notes[0]?.message;
    expect(said(1e-5, 0.1)).toBe("lr was 1.0e-5; 0.1 is 10000 times that");
    expect(said(1, 1e-5)).toBe("lr was 1.0, 100000 times 1.0e-5");
  });
});

test.each([1, 2, 1e3])("!!int and %s: no learning rate goes there", (value) => {
  const error = errorOf(() => planEdit("lr: !!int 3\n", yamlFormat, [{ path: "lr", value }]));
  expect([error.code, error.message]).toEqual([
    "key-not-editable",
    expect.stringContaining("!!int"),
  ]);
  const steps = planEdit("n: !!int 3\n", yamlFormat, [{ path: "n", value, as: "integer" }]);
  expect(steps.text).toBe(`n: !!int ${value}\n`);
});

test.each(SAMPLES)("$tool: what is said names keys that are there", ({ file, text, key }) => {
  const tree = parseConfig(text, detectFormat(file, text), file);
  for (const { data, message } of around(file, text, { [key]: 0.004 }).notes) {
    const places = (data.by ?? data.others ?? []) as readonly { readonly path: string }[];
    for (const path of Array.isArray(places) ? places.map((one) => one.path) : [places]) {
      expect(locate(tree, parseKeyPath(path)).status).toBe("found");
      expect(message).toContain(path);
      expect(path).not.toBe(key);
    }
  }
});
