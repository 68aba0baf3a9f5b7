// Profiles of libraries that take one learning rate from several keys, or leave the schedule that is there.
import { describe, expect, test } from "vitest";
import {
  detectFormat,
  lrNotes,
  PROFILE_NAMES,
  type ProfileName,
  parseConfig,
  planEdit,
  profileEdits,
} from "../../src/config/index.ts";
import { ratesOf } from "../../src/config/profiles/index.ts";
import type { Plan, SchedulePlan } from "../../src/plan/index.ts";
import { SAMPLES } from "./lr-key-samples.ts";
import { errorOf } from "./support.ts";

// 20 epochs of 50 steps, two epochs of warmup.
const base = {
  peakLr: 0.0012,
  warmupStartLr: 0.00012,
  warmupSteps: 100,
  totalSteps: 1000,
  stepsPerEpoch: 50,
  per: "step",
} as const;
const cosine = { ...base, kind: "cosine", floorLr: 0.000012 } as const;
const step = { ...base, kind: "step", milestones: [500, 750], factor: 0.1 } as const;
const stable = { ...base, kind: "warmup-stable-decay", decaySteps: 200, floorLr: 0 } as const;

interface Options {
  readonly schedule?: SchedulePlan;
  readonly create?: boolean;
  readonly optimizer?: string;
}

function applied(
  name: ProfileName,
  file: string,
  text: string,
  { schedule = cosine, create = false, optimizer = "adamw" }: Options = {},
) {
  const plan: Plan = { initialLr: 0.0012, schedule, alternative: schedule, reasons: [] };
  const format = detectFormat(file, text);
  const tree = parseConfig(text, format, file);
  const { lrKey, edits, notes } = profileEdits(name, plan, tree, create, optimizer);
  expect(lrKey).toBeNull();
  const written = planEdit(text, format, edits, file).text;
  const around = lrNotes(tree, edits, optimizer).notes.map(({ code }) => code);
  return { text: written, notes: notes.map(({ message }) => message).join("\n"), around };
}

describe("deepspeed", () => {
  const config = (type: string, params: string, lr = "3e-5") =>
    `{"optimizer":{"type":"AdamW","params":{"lr":${lr}}},"scheduler":{"type":"${type}","params":{${params}}}}`;

  test("WarmupLR: both rates, and the warmup", () => {
    const before = config("WarmupLR", '"warmup_max_lr":3e-5,"warmup_num_steps":500');
    const { text, notes, around } = applied("deepspeed", "ds.json", before);
    expect(text).toBe(
      config("WarmupLR", '"warmup_max_lr":0.0012,"warmup_num_steps":100', "0.0012"),
    );
    expect(notes).toContain("WarmupLR is kept: it does not end as the plan's cosine does");
    expect(around).toEqual([]);
  });

  test("WarmupCosineLR takes ratios, OneCycle the rate", () => {
    const ratios =
      '"total_num_steps":9,"warmup_min_ratio":0.5,"warmup_num_steps":9,"cos_min_ratio":0.5';
    const { text, notes } = applied("deepspeed", "ds.json", config("WarmupCosineLR", ratios));
    expect(JSON.parse(text).scheduler.params).toEqual({
      total_num_steps: 1000,
      warmup_min_ratio: 0.1,
      warmup_num_steps: 100,
      cos_min_ratio: 0.01,
    });
    expect(notes).toBe("");
    const cycle = '"cycle_min_lr":0.1,"cycle_max_lr":1,"cycle_first_step_size":9';
    expect(
      JSON.parse(applied("deepspeed", "ds.json", config("OneCycle", cycle)).text),
    ).toMatchObject({
      optimizer: { params: { lr: 0.0012 } },
      scheduler: {
        params: { cycle_min_lr: 0.00012, cycle_max_lr: 0.0012, cycle_first_step_size: 100 },
      },
    });
  });

  test("auto stays; where all are auto, it says whose number it is", () => {
    const mixed = config("WarmupLR", '"warmup_max_lr":3e-5,"warmup_num_steps":"auto"', '"auto"');
    expect(applied("deepspeed", "ds.json", mixed).text).toBe(mixed.replace("3e-5", "0.0012"));
    const error = errorOf(() =>
      applied("deepspeed", "ds.json", config("WarmupLR", '"warmup_max_lr":"auto"', '"auto"')),
    );
    expect([error.code, error.message]).toEqual([
      "lr-is-auto",
      expect.stringContaining("--profile hf"),
    ]);
  });
});

describe("kohya", () => {
  test("the text encoder keeps its share, a part that is not trained its 0", () => {
    const text =
      'learning_rate = 0.0001 # both\nunet_lr = 0.0001\ntext_encoder_lr = 5e-5\nlr_scheduler = "constant"\nlr_warmup_steps = 0\n';
    const zero = { ...cosine, floorLr: 0 };
    expect(applied("kohya", "k.toml", text, { schedule: zero })).toEqual({
      text: 'learning_rate = 0.0012 # both\nunet_lr = 0.0012\ntext_encoder_lr = 0.0006\nlr_scheduler = "cosine"\nlr_warmup_steps = 100\n',
      notes: "",
      around: [],
    });
    const frozen = text.replace("5e-5", "0");
    expect(applied("kohya", "k.toml", frozen).text).toContain("text_encoder_lr = 0\n");
  });

  test("in sections, with several encoders, without learning_rate", () => {
    const text = "[a]\nunet_lr = 0.0002\n[b]\ntext_encoder_lr = [0.0001, 0.0002]\n";
    expect(applied("kohya", "k.toml", text).text).toBe(
      "[a]\nunet_lr = 0.0012\n[b]\ntext_encoder_lr = [0.0006, 0.0012]\n",
    );
  });
});

describe("spacy", () => {
  test("a number in the optimizer's section", () => {
    const text = '[training.optimizer]\n@optimizers = "Adam.v1"\nlearn_rate = 0.001\n';
    expect(applied("spacy", "c.cfg", text).text).toBe(text.replace("0.001", "0.0012"));
  });

  test("a schedule in a section of its own", () => {
    const text =
      '[training.optimizer]\n@optimizers = "Adam.v1"\n\n[training.optimizer.learn_rate]\n@schedules = "warmup_linear.v1"\nwarmup_steps = 250\ntotal_steps = 20000\ninitial_rate = 0.00005\n';
    const { text: after, notes } = applied("spacy", "c.cfg", text);
    expect(after).toBe(
      text.replace("250", "100").replace("20000", "1000").replace("0.00005", "0.0012"),
    );
    expect(notes).toContain("its schedules end in no cosine");
  });
});

describe("ultralytics", () => {
  const text =
    "optimizer: auto # chosen\nlr0: 0.01\nlrf: 0.1\ncos_lr: False\nepochs: 100\nwarmup_epochs: 3.0\n";

  test("the optimizer is named, so that lr0 counts", () => {
    const { text: after, notes, around } = applied("ultralytics", "y.yaml", text);
    expect(after).toBe(
      "optimizer: AdamW # chosen\nlr0: 0.0012\nlrf: 0.01\ncos_lr: False\nepochs: 20\nwarmup_epochs: 2.0\n",
    );
    expect(notes).toContain("set cos_lr to true");
    expect(around).toEqual([]);
  });

  test("of an optimizer that it does not have, it says so", () => {
    const {
      text: after,
      notes,
      around,
    } = applied("ultralytics", "y.yaml", text, { optimizer: "lion" });
    expect(after).toContain("optimizer: auto");
    expect(notes).toContain("set optimizer to that of the training");
    expect(around).toEqual(["lr-idle"]);
  });
});

test("llamafactory: TrainingArguments", () => {
  const text =
    "stage: sft\nfinetuning_type: lora\nlearning_rate: 1.0e-4\nlr_scheduler_type: linear\nwarmup_ratio: 0.1\nnum_train_epochs: 3.0\n";
  const format = detectFormat("c.yaml", text);
  const schedule = { ...cosine, floorLr: 0 };
  const plan: Plan = { initialLr: 0.0012, schedule, alternative: schedule, reasons: [] };
  const { lrKey, edits } = profileEdits("llamafactory", plan, parseConfig(text, format), false);
  expect(lrKey).toBe("learning_rate");
  expect(planEdit(text, format, edits).text).toBe(
    text.replace("linear", "cosine").replace("3.0", "20.0"),
  );
});

test("axolotl: the embeddings keep their share; what is missing is left out or created", () => {
  const text =
    "base_model: a/b\nmicro_batch_size: 2\nlearning_rate: 2e-4\nembedding_lr: 2e-5\nnum_epochs: 3\nwarmup_ratio: 0.1\n";
  const { text: after, notes } = applied("axolotl", "a.yml", text);
  expect(after).toBe(
    text.replace("2e-4", "0.0012").replace("2e-5", "0.00012").replace("epochs: 3", "epochs: 20.0"),
  );
  expect(notes).toContain("lr_scheduler, cosine_min_lr_ratio");
  const created = applied("axolotl", "a.yml", text, { create: true });
  expect(created.text).toContain("lr_scheduler: cosine\ncosine_min_lr_ratio: 0.01\n");
});

test("detectron2: a cosine, steps and a warmup in steps", () => {
  const text =
    "SOLVER:\n  BASE_LR: 0.02 # per 16\n  STEPS: (60000, 80000)\n  GAMMA: 0.2\n  MAX_ITER: 90000\n  WARMUP_ITERS: 1000\n  WARMUP_FACTOR: 0.001\n";
  expect(applied("detectron2", "d.yaml", text, { schedule: step }).text).toBe(
    "SOLVER:\n  BASE_LR: 0.0012 # per 16\n  STEPS: [500, 750]\n  GAMMA: 0.1\n  MAX_ITER: 1000\n  WARMUP_ITERS: 100\n  WARMUP_FACTOR: 0.1\n",
  );
  const { text: after, notes } = applied("detectron2", "d.yaml", text);
  expect([after.includes("STEPS: (60000, 80000)"), notes]).toEqual([
    true,
    expect.stringContaining("SOLVER.LR_SCHEDULER_NAME"),
  ]);
});

test("mmengine: schedulers where they stand, in their own unit", () => {
  const text =
    "optim_wrapper:\n  optimizer: {type: AdamW, lr: 0.02}\nparam_scheduler:\n- {type: LinearLR, start_factor: 0.001, by_epoch: false, begin: 0, end: 500}\n- {type: CosineAnnealingLR, T_max: 5, eta_min: 0.5, begin: 1, end: 6}\ntrain_cfg: {max_epochs: 6}\n";
  expect(applied("mmengine", "m.yaml", text).text).toBe(
    "optim_wrapper:\n  optimizer: {type: AdamW, lr: 0.0012}\nparam_scheduler:\n- {type: LinearLR, start_factor: 0.1, by_epoch: false, begin: 0, end: 100}\n- {type: CosineAnnealingLR, T_max: 18, eta_min: 1.2e-05, begin: 2, end: 20}\ntrain_cfg: {max_epochs: 20}\n".replace(
      "1.2e-05",
      "1.2e-5",
    ),
  );
  const { notes } = applied("mmengine", "m.yaml", text, { schedule: stable });
  expect(notes).toContain("holds no warmup-stable-decay schedule");
});

describe("all of them", () => {
  const recognised = SAMPLES.flatMap((sample) => {
    const { file, text } = sample;
    const found = ratesOf(parseConfig(text, detectFormat(file, text), file));
    return found === null ? [] : [{ ...sample, profile: found.profile }];
  });

  test.each([
    ["kohya", "kohya"],
    ["DeepSpeed", "deepspeed"],
    ["spaCy", "spacy"],
    ["Ultralytics", "ultralytics"],
    ["LLaMA-Factory", "llamafactory"],
    ["axolotl", "axolotl"],
    ["detectron2", "detectron2"],
    ["MMEngine dump", "mmengine"],
  ])("%s is recognised", (tool, profile) => {
    expect(recognised.find((one) => one.tool === tool)?.profile).toBe(profile);
  });

  test("no other tool's config is taken for one of theirs", () => {
    const tools = recognised.map(({ tool, profile }) => `${tool.split(",")[0]}: ${profile}`);
    expect(new Set(tools)).toEqual(
      new Set([
        "spaCy: spacy",
        "spaCy with a schedule: spacy",
        "kohya: kohya",
        "DeepSpeed: deepspeed",
        "Ultralytics: ultralytics",
        "LLaMA-Factory: llamafactory",
        "axolotl: axolotl",
        "detectron2: detectron2",
        "MMEngine dump: mmengine",
      ]),
    );
  });

  test.each(recognised)(
    "$tool: its profile leaves no rate behind that counts",
    ({ file, text, profile, key }) => {
      const plan: Plan = {
        initialLr: 0.0012,
        schedule: { ...cosine, floorLr: 0 },
        alternative: step,
        reasons: [],
      };
      const tree = parseConfig(text, detectFormat(file, text), file);
      const { lrKey, edits } = profileEdits(profile, plan, tree, true, "adamw");
      const all = [
        ...edits,
        ...(lrKey === null ? [] : [{ path: lrKey, value: 0.0012, as: "lr" } as const]),
      ];
      expect(all.map(({ path }) => path)).toContain(key);
      expect(lrNotes(tree, all, "adamw").notes.map(({ code }) => code)).not.toContain(
        "lr-overridden",
      );
      expect(planEdit(text, tree.format, all, file).changes.length).toBeGreaterThan(0);
    },
  );

  test.each(PROFILE_NAMES)("%s writes nothing into an empty config unasked", (name) => {
    const plan: Plan = { initialLr: 0.0012, schedule: cosine, alternative: cosine, reasons: [] };
    const tree = parseConfig("{}", detectFormat("c.json", "{}"));
    expect(errorOf(() => profileEdits(name, plan, tree, false)).code).toBe("profile-keys-missing");
  });
});
