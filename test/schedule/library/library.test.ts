import { describe, expect, it } from "vitest";
import {
  buildSchedule,
  type LibraryScheduleSpec,
  librariesOf,
  libraryDefinitions,
  sample,
  scheduleFromFlags,
  scheduleFromText,
} from "../../../src/schedule/index.ts";

const specOf = (definition: (typeof libraryDefinitions)[number]) =>
  ({
    kind: definition.kind,
    semantics: definition.semantics,
    ...definition.example,
  }) as LibraryScheduleSpec;

describe.each(libraryDefinitions.map((each) => [`${each.semantics} ${each.kind}`, each] as const))(
  "%s",
  (_name, definition) => {
    it("needs the options that it says are required, and states its defaults truly", () => {
      const values = sample(buildSchedule(specOf(definition)), 1200);
      const stated: Record<string, unknown> = {};
      for (const [option, { required, default: fallback }] of Object.entries(definition.options)) {
        if (required) {
          const { [option]: _, ...rest } = specOf(definition);
          expect(() => buildSchedule(rest as LibraryScheduleSpec)).toThrow(
            expect.objectContaining({ code: "missing-option" }),
          );
        } else if (fallback !== undefined && !(option in definition.example)) {
          stated[option] = fallback;
        }
      }
      const explicit = { ...specOf(definition), ...stated } as LibraryScheduleSpec;
      expect(sample(buildSchedule(explicit), 1200)).toEqual(values);
    });

    it("is finite at any step, and rejects what is no step", () => {
      const schedule = buildSchedule(specOf(definition));
      for (const step of [0, 1, 999, 1000, 1001, 1e6, 2 ** 31 - 1]) {
        expect(Number.isFinite(schedule(step)), `step ${step}`).toBe(true);
      }
      for (const step of [-1, 0.5, Number.NaN]) {
        expect(() => schedule(step)).toThrow(expect.objectContaining({ code: "bad-step" }));
      }
    });
  },
);

it("the same options mean different things: where the floor of a warmed-up cosine is reached", () => {
  const shared = { kind: "warmup-cosine", peakLr: 0.1, totalSteps: 100, warmupSteps: 20 } as const;
  const firstFloor = (semantics: "keras" | "timm" | "optax", more = {}) => {
    const lrs = sample(buildSchedule({ ...shared, semantics, ...more }), 150);
    return lrs.findIndex((lr, step) => step > 20 && lr < 1e-12);
  };
  expect(firstFloor("optax", { warmupStartLr: 0 })).toBe(100);
  expect(firstFloor("keras")).toBe(120);
  expect(firstFloor("timm", { unit: "step" })).toBe(100);
  // timm's cosine has been falling during the warmup: the LR jumps at its end.
  const timm = buildSchedule({ ...shared, semantics: "timm", unit: "step" });
  expect(timm(19)).toBeCloseTo(0.095, 12);
  expect(timm(20)).toBeCloseTo(0.05 * (1 + Math.cos(Math.PI * 0.2)), 12);
  // Hugging Face's rises again.
  const hf = buildSchedule({ ...shared, semantics: "hf" });
  expect(hf(100)).toBeCloseTo(0, 12);
  expect(hf(140)).toBeCloseTo(0.05, 12);
});

it("a boundary counts from another step in Keras, a milestone in timm", () => {
  const piecewise = { kind: "piecewise-constant", boundaries: [10], lrs: [1, 0.5] } as const;
  expect(buildSchedule(piecewise)(10)).toBe(0.5);
  expect([10, 11].map(buildSchedule({ ...piecewise, semantics: "keras" }))).toEqual([1, 0.5]);
  const drops = { kind: "multi-step", peakLr: 1, milestones: [10], factor: 0.5, unit: "step" };
  const at = (semantics: "torch" | "timm") =>
    buildSchedule({ ...drops, semantics } as LibraryScheduleSpec);
  expect([9, 10].map(at("torch"))).toEqual([1, 0.5]);
  expect([8, 9].map(at("timm"))).toEqual([1, 0.5]);
});

it.each([
  [{ kind: "rex", semantics: "torch", peakLr: 1, totalSteps: 9 }, "no library has it"],
  [{ kind: "inverse-time", semantics: "hf" }, "keras have it"],
  [{ kind: "cosine", semantics: "jax" }, "keras, torch, optax, timm, hf"],
  [{ kind: "cosine", semantics: "keras", peakLr: 1, totalSteps: 9, floorLr: 0.1 }, "`floorShare`"],
  [{ kind: "cosine", semantics: "keras", peakLr: 1, totalSteps: 9, floorShare: 2 }, "`floorShare`"],
  [{ kind: "one-cycle", semantics: "torch", peakLr: 1, totalSteps: 2 }, "`totalSteps`"],
  [
    { kind: "one-cycle", semantics: "optax", peakLr: 1, totalSteps: 1, anneal: "linear" },
    "`totalSteps`",
  ],
  [
    { kind: "cosine-restarts", semantics: "torch", peakLr: 1, cycleSteps: 5, cycleFactor: 1.5 },
    "`cycleFactor`",
  ],
  [{ kind: "cosine-restarts", semantics: "optax", peakLrs: [1, 2], lengths: [5] }, "`lengths`"],
  [
    { kind: "linear-warmup", semantics: "torch", peakLr: 1, warmupSteps: 5, startShare: 0 },
    "`startShare`",
  ],
  [
    {
      kind: "piecewise-constant",
      semantics: "optax",
      peakLr: 1,
      boundaries: [5, 9],
      factors: [0.5],
    },
    "`factors`",
  ],
  [
    {
      kind: "warmup-cosine",
      semantics: "optax",
      peakLr: 1,
      totalSteps: 9,
      warmupSteps: 9,
      warmupStartLr: 0,
    },
    "`totalSteps`",
  ],
  [{ kind: "step-decay", semantics: "timm", peakLr: 1, every: 5 }, "`unit`"],
  [
    { kind: "linear-to-zero", semantics: "hf", peakLr: 1, totalSteps: 5, warmupSteps: 6 },
    "`totalSteps`",
  ],
])("refuses %j", (spec, message) => {
  expect(() => buildSchedule(spec as unknown as LibraryScheduleSpec)).toThrow(message);
});

it("comes from flags and from one text", () => {
  const spec = { kind: "cosine", semantics: "keras", peakLr: 0.1, totalSteps: 10, floorShare: 0.1 };
  expect(
    scheduleFromFlags("cosine", {
      semantics: "keras",
      peak: "0.1",
      total: "10",
      "floor-share": ".1",
    }),
  ).toEqual(spec);
  expect(
    scheduleFromText("cosine:semantics=keras,peak-lr=0.1,total-steps=10,floor-share=0.1"),
  ).toEqual(spec);
  expect(scheduleFromText("multi-step:peak=1,milestones=3,6,unit=step")).toEqual({
    kind: "multi-step",
    peakLr: 1,
    milestones: [3, 6],
    unit: "step",
  });
});

it.each([
  ["cosin:peak=1", '"cosine"'],
  ["cosine", "peakLr"],
  ["cosine:peak", "NAME:OPTION=VALUE"],
  ["cosine:peak=1,peak=2,total=3", "given once"],
  ["cosine:peak=x,total=3", "`--peak`"],
  ["cosine:peek=1,total=3", "--peak?"],
])("refuses the text %s", (text, message) => {
  expect(() => scheduleFromText(text)).toThrow(message);
});

it("knows which libraries have a schedule", () => {
  expect(librariesOf("cosine").map(({ semantics }) => semantics)).toEqual([
    "keras",
    "torch",
    "optax",
    "timm",
    "hf",
  ]);
  expect(librariesOf("rex")).toEqual([]);
});
