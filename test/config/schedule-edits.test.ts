import { expect, test } from "vitest";
import { parseMapping, planEdit, scheduleEdits, yamlFormat } from "../../src/config/index.ts";
import type { CosinePlan, Plan, StepPlan } from "../../src/plan/index.ts";
import { errorOf } from "./support.ts";

const cosine: CosinePlan = {
  kind: "cosine",
  peakLr: 0.01,
  warmupStartLr: 0.0001,
  warmupSteps: 50,
  floorLr: 0,
  totalSteps: 1000,
  stepsPerEpoch: 100,
  per: "step",
};
const step: StepPlan = {
  kind: "step",
  peakLr: 0.02,
  warmupStartLr: 0,
  warmupSteps: 0,
  milestones: [500, 750],
  factor: 0.1,
  totalSteps: 1000,
  stepsPerEpoch: 250,
  per: "epoch",
};
const plan = (schedule: CosinePlan | StepPlan): Plan => ({
  initialLr: schedule.peakLr,
  schedule,
  alternative: schedule,
  reasons: [],
});

test("a cosine plan into a config, each value in its own style", () => {
  const text = "lr: 0.1\nsched: {name: step, warmup: 0, ratio: 0, total: 9, min: 1, epochs: 1}\n";
  const edits = scheduleEdits(plan(cosine), {
    initialLr: "lr",
    kind: "sched.name",
    warmupSteps: "sched.warmup",
    warmupRatio: "sched.ratio",
    totalSteps: "sched.total",
    floorLr: "sched.min",
    totalEpochs: "sched.epochs",
  });
  expect(planEdit(text, yamlFormat, edits).text).toBe(
    "lr: 0.01\nsched: {name: cosine, warmup: 50, ratio: 0.05, total: 1000, min: 0.0, epochs: 10}\n",
  );
});

test("a step plan, in steps and in epochs", () => {
  const text = "m: [1]\ne:\n  - 1\ng: 1\nper: x\n";
  const edits = scheduleEdits(plan(step), {
    milestones: "m",
    milestoneEpochs: "e",
    factor: "g",
    per: "per",
  });
  expect(planEdit(text, yamlFormat, edits).text).toBe(
    "m: [500, 750]\ne:\n  - 2\n  - 3\ng: 0.1\nper: epoch\n",
  );
});

test("an unknown field names the nearest", () => {
  const error = errorOf(() => scheduleEdits(plan(cosine), { warmupStep: "a" }));
  expect(error.code).toBe("bad-option");
  expect(error.data.nearest).toBe("warmupSteps");
});

test.each([
  [cosine, "milestones"],
  [cosine, "factor"],
  [step, "floorLr"],
  [cosine, "warmupEpochs"],
] as const)("a field that the plan does not have", (schedule, field) => {
  const error = errorOf(() => scheduleEdits(plan(schedule), { [field]: "a" }));
  expect(error.code).toBe("field-not-in-plan");
  expect(error.data.field).toBe(field);
});

test("pairs of field and path", () => {
  expect(parseMapping(["warmupSteps=trainer.warmup_steps", 'kind = a."b=c"'])).toEqual({
    warmupSteps: "trainer.warmup_steps",
    kind: 'a."b=c"',
  });
  for (const bad of [["warmupSteps"], ["=x"], ["nope=x"], ["kind=a", "kind=b"], ["__proto__=a"]]) {
    expect(errorOf(() => parseMapping(bad)).code).toBe("bad-option");
  }
  expect(errorOf(() => parseMapping(["kind="])).code).toBe("bad-key-path");
});
