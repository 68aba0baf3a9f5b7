import { describe, expect, it } from "vitest";
import {
  buildSchedule,
  optionFlags,
  type ScheduleSpec,
  sample,
  scheduleDefinitions,
  scheduleFromFlags,
  scheduleNames,
} from "../../src/schedule/index.ts";

describe.each(scheduleNames)("definition of %s", (name) => {
  const definition = scheduleDefinitions[name];
  const exampleSpec = { kind: name, ...definition.example } as unknown as ScheduleSpec;

  it("is complete", () => {
    expect(definition.kind).toBe(name);
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    for (const [option, { required, default: value, defaultText }] of Object.entries(
      definition.options,
    )) {
      const hasDefault = value !== undefined || defaultText !== undefined;
      expect(hasDefault, `${option} is required or has a default`).toBe(!required);
    }
  });

  it("states its defaults truly: giving them changes nothing", () => {
    const stated = Object.entries(definition.options)
      .filter(
        ([option, { default: value }]) => value !== undefined && !(option in definition.example),
      )
      .map(([option, { default: value }]) => [option, value]);
    const explicit = { ...exampleSpec, ...Object.fromEntries(stated) } as ScheduleSpec;
    expect(sample(buildSchedule(explicit), 1200)).toEqual(sample(buildSchedule(exampleSpec), 1200));
  });

  it("needs each option that it says is required, and names it", () => {
    for (const [option, { required }] of Object.entries(definition.options)) {
      if (!required) continue;
      const { [option]: _, ...rest } = exampleSpec as unknown as Record<string, unknown>;
      expect(() => buildSchedule(rest as unknown as ScheduleSpec)).toThrow(
        expect.objectContaining({
          code: "missing-option",
          data: { kind: name, missing: [option] },
        }),
      );
    }
  });

  it("has flags that are all different", () => {
    const flags = Object.keys(definition.options).flatMap(optionFlags);
    expect(new Set(flags).size).toBe(flags.length);
  });

  it("comes back from its flags, long and short, as texts", () => {
    for (const pick of [0, -1]) {
      const texts = Object.entries(definition.example).map(([option, value]) => [
        optionFlags(option).at(pick) as string,
        String(value),
      ]);
      expect(scheduleFromFlags(name, Object.fromEntries(texts))).toEqual(exampleSpec);
    }
  });
});

describe("flags", () => {
  it("reads numbers, booleans, choices and empty lists", () => {
    const decay = { peak: "1e-1", factor: ".5", "decay-steps": "10", staircase: "" };
    expect(scheduleFromFlags("exponential-decay", decay)).toEqual({
      kind: "exponential-decay",
      peakLr: 0.1,
      factor: 0.5,
      decaySteps: 10,
      staircase: true,
    });
    expect(scheduleFromFlags("piecewise-constant", { boundaries: "", lrs: "0.5" })).toEqual({
      kind: "piecewise-constant",
      boundaries: [],
      lrs: [0.5],
    });
  });

  it.each([
    ["cosin", { peak: "1" }, '"cosine"'],
    ["cosine", { peek: "1" }, "--peak?"],
    ["cosine", { peak: "", total: "10" }, "`--peak` must be a number"],
    ["cosine", { peak: "0x1", total: "10" }, "`--peak` must be a number"],
    ["cosine", { peak: "1", "peak-lr": "1", total: "10" }, "given once"],
    ["cosine", { peak: "1" }, "`totalSteps`"],
    ["multi-step", { peak: "1", milestones: "5,,6", unit: "step" }, "`--milestones`"],
    ["multi-step", { peak: "1", milestones: "5", unit: "epochs" }, '"epoch"'],
    ["exponential-decay", { peak: "1", factor: "1", staircase: "yes" }, "true or false"],
  ])("%s %j", (kind, texts, part) => {
    expect(() => scheduleFromFlags(kind, texts as unknown as Record<string, string>)).toThrow(part);
  });
});

it("an option that is undefined has its default", () => {
  const spec = { kind: "cosine", peakLr: 1, totalSteps: 9, floorLr: undefined };
  expect(buildSchedule(spec as unknown as ScheduleSpec)(9)).toBe(0);
});
