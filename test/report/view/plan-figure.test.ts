import { expect, test } from "vitest";
import type { SchedulePlan } from "../../../src/plan/index.ts";
import { planFigure } from "../../../src/report/view/plan-figure.ts";
import { epochText, scheduleSentence } from "../../../src/report/view/plan-words.ts";
import { wordsOf } from "../../../src/words/index.ts";

const en = wordsOf("en");

const common = {
  peakLr: 0.1,
  warmupStartLr: 0.01,
  warmupSteps: 0,
  totalSteps: 300,
  stepsPerEpoch: 100,
  per: "step",
} as const;
const cosine: SchedulePlan = { ...common, kind: "cosine", floorLr: 0 };
const step: SchedulePlan = { ...common, kind: "step", milestones: [100, 200], factor: 0.1 };

test("draws the planned schedule and the alternative, with both sides of each drop", () => {
  const { data, layout } = planFigure({
    initialLr: 0.1,
    schedule: step,
    alternative: cosine,
    reasons: [],
  });
  const [planned, alternative] = data;
  const at = (x: number) => planned?.y[planned.x.indexOf(x)];
  expect(at(99)).toBeCloseTo(0.1, 12);
  expect(at(100)).toBeCloseTo(0.01, 12);
  expect(at(200)).toBeCloseTo(0.001, 12);
  expect(alternative?.line?.dash).toBe("dash");
  expect(alternative?.y[alternative.x.indexOf(150)]).toBeCloseTo(0.05, 12);
  expect(layout.xaxis).toMatchObject({ range: [0, 300] });
  expect(layout.xaxis2).toMatchObject({ range: [0, 3] });
});

test("milestones and warmup are marked", () => {
  const schedule = { ...step, warmupSteps: 20 };
  const { data, layout, key } = planFigure({
    initialLr: 0.1,
    schedule,
    alternative: cosine,
    reasons: [],
  });
  const marks = data.filter(({ mode }) => mode === "markers");
  expect(marks.map(({ name, x }) => [name, x])).toEqual([
    ["End of warmup", [20]],
    ["Milestone", [100, 200]],
  ]);
  expect(layout.shapes).toEqual([expect.objectContaining({ x0: 0, x1: 20 })]);
  expect(key.map(({ label }) => label)).toEqual([
    "Planned: step decay",
    "Alternative: cosine decay",
    "Warmup",
    "Milestones",
  ]);
});

test("a warmup-stable-decay plan marks where its decay begins, and says so", () => {
  const schedule: SchedulePlan = {
    ...common,
    kind: "warmup-stable-decay",
    decaySteps: 60,
    floorLr: 0,
  };
  const { data, key } = planFigure({
    initialLr: 0.1,
    schedule,
    alternative: cosine,
    reasons: [],
  });
  const marks = data.filter(({ mode }) => mode === "markers");
  expect(marks.map(({ name, x }) => [name, x])).toEqual([["Decay begins", [240]]]);
  expect(key.map(({ label }) => label)).toContain("Planned: warmup, stable, decay");
  expect(scheduleSentence(schedule, en)).toBe(
    "Warmup, stable, decay over 300 steps (3 epochs): hold 0.1 until step 240, then fall to 0.",
  );
});

test("schedules in words", () => {
  expect(scheduleSentence({ ...cosine, warmupSteps: 20, floorLr: 0.001 }, en)).toBe(
    "Cosine decay over 300 steps (3 epochs): warm up from 0.01 to 0.1 over 20 steps, then fall from 0.1 to 0.001, changing every step.",
  );
  expect(scheduleSentence(step, en)).toBe(
    "Step decay over 300 steps (3 epochs): multiply 0.1 by 0.1 at each of the steps 100 and 200.",
  );
  expect(scheduleSentence({ ...step, milestones: [] }, en)).toBe(
    "Step decay over 300 steps (3 epochs): hold 0.1.",
  );
});

test.each([
  [250, 100, "2.5"],
  [300, 100, "3"],
  [1, 3, "0.33"],
  [299.9, 100, "3"],
  [250_000, 100, "2,500"],
])("epoch of step %d at %d an epoch", (at, perEpoch, text) => {
  expect(epochText(at, perEpoch, en)).toBe(text);
});
