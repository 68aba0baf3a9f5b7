import { describe, expect, test } from "vitest";
import {
  type ConfigFormat,
  jsonFormat,
  mappingEdits,
  type ProfileName,
  parseConfig,
  parseMappingFile,
  planEdit,
  profileEdits,
  yamlFormat,
} from "../../src/config/index.ts";
import type { Plan, SchedulePlan } from "../../src/plan/index.ts";
import { errorOf } from "./support.ts";

// 20 epochs of 50 steps, two epochs of warmup.
const base = {
  peakLr: 0.02,
  warmupStartLr: 0.002,
  warmupSteps: 100,
  totalSteps: 1000,
  stepsPerEpoch: 50,
  per: "epoch",
} as const;
const cosine = { ...base, kind: "cosine", floorLr: 0 } as const;
const step = { ...base, kind: "step", milestones: [500, 750], factor: 0.1 } as const;
const stable = { ...base, kind: "warmup-stable-decay", decaySteps: 200, floorLr: 0.0002 } as const;

function plan(schedule: SchedulePlan): Plan {
  return { initialLr: 0.02, schedule, alternative: schedule, reasons: [] };
}

function applied(
  name: ProfileName,
  schedule: SchedulePlan,
  text: string,
  format: ConfigFormat,
  create = false,
): { text: string; lrKey: string | null; notes: string[] } {
  const { lrKey, edits, notes } = profileEdits(
    name,
    plan(schedule),
    parseConfig(text, format),
    create,
  );
  const written = planEdit(text, format, edits).text;
  return { text: written, lrKey, notes: notes.map(({ message }) => message) };
}

describe("hf", () => {
  const text =
    '{"learning_rate": 5e-05, "lr_scheduler_type": "linear", "warmup_ratio": 0.0, "num_train_epochs": 3}';

  test("a cosine to zero, under the spellings that are there", () => {
    const { text: after, lrKey } = applied("hf", cosine, text, jsonFormat);
    expect(lrKey).toBe("learning_rate");
    expect(JSON.parse(after)).toEqual({
      learning_rate: 5e-5,
      lr_scheduler_type: "cosine",
      warmup_ratio: 0.1,
      num_train_epochs: 20,
    });
  });

  test("a floor is cosine_with_min_lr, warmup-stable-decay has its arguments", () => {
    const floored = applied("hf", { ...cosine, floorLr: 0.0002 }, text, jsonFormat, true);
    expect(JSON.parse(floored.text)).toMatchObject({
      lr_scheduler_type: "cosine_with_min_lr",
      lr_scheduler_kwargs: { min_lr: 0.0002 },
    });
    const decayed = applied("hf", stable, text, jsonFormat, true);
    expect(JSON.parse(decayed.text)).toMatchObject({
      lr_scheduler_type: "warmup_stable_decay",
      lr_scheduler_kwargs: { num_decay_steps: 200, decay_type: "1-sqrt", min_lr_ratio: 0.01 },
    });
  });
});

test("timm: epochs, warmup, floor; milestones and rate", () => {
  const text =
    "lr: 0.1\nsched: tanh\nepochs: 300\nwarmup_epochs: 0\nwarmup_lr: 1.0e-5\nmin_lr: 0.1\ndecay_milestones: [30, 60]\ndecay_rate: 0.5\n";
  expect(applied("timm", cosine, text, yamlFormat).text).toBe(
    "lr: 0.1\nsched: cosine\nepochs: 20\nwarmup_epochs: 2\nwarmup_lr: 0.002\nmin_lr: 0.0\ndecay_milestones: [30, 60]\ndecay_rate: 0.5\n",
  );
  expect(applied("timm", step, text, yamlFormat).text).toContain(
    "sched: multistep\nepochs: 20\nwarmup_epochs: 2\nwarmup_lr: 0.002\nmin_lr: 0.1\ndecay_milestones: [10, 15]\ndecay_rate: 0.1\n",
  );
});

describe("keras", () => {
  const text = JSON.stringify({
    class_name: "SGD",
    config: {
      learning_rate: {
        class_name: "CosineDecay",
        config: { initial_learning_rate: 0.1, decay_steps: 9, warmup_target: 0.1, warmup_steps: 1 },
      },
    },
  });

  test("CosineDecay counts its decay from the end of the warmup", () => {
    const { config } = JSON.parse(applied("keras", cosine, text, jsonFormat).text);
    expect(config.learning_rate.config).toEqual({
      initial_learning_rate: 0.002,
      warmup_target: 0.02,
      warmup_steps: 100,
      decay_steps: 900,
    });
  });

  test("PiecewiseConstantDecay: each boundary is the last step at the old LR", () => {
    const { text: after, notes } = applied("keras", step, text, jsonFormat, true);
    expect(JSON.parse(after).config.learning_rate).toMatchObject({
      class_name: "PiecewiseConstantDecay",
      config: { boundaries: [499, 749], values: [0.02, 0.002, 0.0002] },
    });
    expect(notes[0]).toContain("no warmup");
  });
});

describe("lightning and hydra", () => {
  test("CosineAnnealingLR and MultiStepLR, in epochs", () => {
    const text =
      "optimizer:\n  class_path: torch.optim.SGD\n  init_args: {lr: 0.1}\nlr_scheduler:\n  class_path: CosineAnnealingLR\n  init_args:\n    T_max: 5\n    eta_min: 0.5\ntrainer: {max_epochs: 5}\n";
    const { text: after, lrKey, notes } = applied("lightning", cosine, text, yamlFormat);
    expect(lrKey).toBe("optimizer.init_args.lr");
    expect(after).toBe(
      text
        .replace("T_max: 5", "T_max: 20")
        .replace("0.5", "0.0")
        .replace("epochs: 5", "epochs: 20"),
    );
    expect(notes[0]).toContain("the plan's 100 steps are left out");
    const stepped = applied("lightning", step, text, yamlFormat, true).text;
    expect(stepped).toContain("class_path: MultiStepLR\n");
    expect(stepped).toContain("    milestones: [10, 15]\n    gamma: 0.1\n");
  });

  test("a class of the config's own with a warmup is kept", () => {
    const text =
      "optimizer: {_target_: torch.optim.AdamW, lr: 0.1}\nscheduler:\n  _target_: my.LinearWarmupCosineAnnealingLR\n  warmup_epochs: 1\n  max_epochs: 9\n";
    const { text: after, lrKey, notes } = applied("hydra", cosine, text, yamlFormat);
    expect([lrKey, notes]).toEqual(["optimizer.lr", []]);
    expect(after).toBe(
      text
        .replace("warmup_epochs: 1", "warmup_epochs: 2")
        .replace("max_epochs: 9", "max_epochs: 20"),
    );
  });
});

describe("what cannot be written", () => {
  test("keys that are missing are named with their values", () => {
    const error = errorOf(() => applied("timm", cosine, "lr: 0.1\n", yamlFormat));
    expect(error.code).toBe("profile-keys-missing");
    expect(error.message).toContain("sched (cosine), min_lr (0), epochs (20), warmup_epochs (2)");
  });

  test.each(["lightning", "hf", "keras", "timm", "hydra", "llamafactory"] as const)(
    "%s has no such kind",
    (name) => {
      const schedule = name === "hf" || name === "llamafactory" ? step : stable;
      const error = errorOf(() => applied(name, schedule, "lr: 0.1\n", yamlFormat, true));
      expect(error.code).toBe("kind-not-in-profile");
    },
  );

  test("a length that is no whole number of epochs, where the library counts them", () => {
    const odd = { ...cosine, warmupSteps: 30 };
    const error = errorOf(() => applied("timm", odd, "lr: 0.1\n", yamlFormat, true));
    expect([error.code, error.message]).toEqual([
      "field-not-in-plan",
      expect.stringContaining("--per epoch"),
    ]);
  });
});

describe("a mapping file", () => {
  const text = `lr: [opt.lr, opt.slow=0.1]
kind: {key: sched.name, names: {cosine: CosineAnnealingLR}}
warmupSteps: sched.warmup
milestones: sched.drops
gamma: sched.gamma
`;

  test("fields that the kind has not are left out with a note", () => {
    const mapping = parseMappingFile(text, "map.yaml");
    expect(mapping.lr).toEqual([
      { path: "opt.lr", ratio: 1 },
      { path: "opt.slow", ratio: 0.1 },
    ]);
    const { edits, notes } = mappingEdits(plan(cosine), mapping);
    expect(edits).toEqual([
      { path: "sched.name", value: "CosineAnnealingLR" },
      { path: "sched.warmup", value: 100, as: "integer" },
    ]);
    expect(notes.map(({ data }) => data.field)).toEqual(["milestones", "gamma"]);
    expect(mappingEdits(plan(step), mapping).edits).toEqual([
      { path: "sched.name", value: "step" },
      { path: "sched.warmup", value: 100, as: "integer" },
      { path: "sched.drops", value: [500, 750], as: "integers" },
      { path: "sched.gamma", value: 0.1, as: "float" },
    ]);
  });

  test("warmup, stable and decay add up to the run", () => {
    const lines = "warmupSteps: a\nstableSteps: b\ndecaySteps: c\nfloorLr: d\nfloorRatio: e\n";
    const { edits } = mappingEdits(plan(stable), parseMappingFile(lines, "map.json"));
    expect(edits.map(({ value }) => value)).toEqual([100, 700, 200, 0.0002, 0.01]);
  });

  test.each([
    ["[1, 2]", "bad-mapping", "not a mapping"],
    ["a: [", "bad-mapping", "map.yaml"],
    ["a: &a 1\nkind: *a\n", "bad-mapping", "map.yaml"],
    ["lr: 5\n", "bad-mapping", "key path"],
    ["lr: a=-1\n", "bad-option", "ratio"],
    ["warmup: a\n", "bad-option", "warmupSteps"],
    ["totalSteps: {key: a, names: {cosine: b}}\n", "bad-mapping", "only `kind`"],
    ["kind: {key: a, names: {cosin: b}}\n", "bad-option", "cosine"],
    ["totalSteps: __proto__.a\n", "bad-key-path", "__proto__"],
  ])("%j is refused", (broken, code, message) => {
    const error = errorOf(() => parseMappingFile(broken, "map.yaml"));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
  });
});
