import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CODE_COMMENTS } from "../../../src/contract/index.ts";
import { javascriptFunction } from "../../../src/schedule/code/functions.ts";
import {
  buildSchedule,
  exportSchedule,
  type LibraryScheduleSpec,
  libraryDefinitions,
  type ScheduleSpec,
  scheduleFormula,
  scheduleNames,
} from "../../../src/schedule/index.ts";
import { validSpecs } from "../arbitraries.ts";

/** The function of an export, as pasted into a program. */
function functionOf(spec: ScheduleSpec | LibraryScheduleSpec): (step: number) => number {
  const code =
    spec.kind === "one-cycle-momentum"
      ? javascriptFunction(scheduleFormula(spec), CODE_COMMENTS)
      : exportSchedule(spec, "tfjs");
  return new Function(`"use strict";\n${code}\nreturn learningRate;`)();
}

function compare(spec: ScheduleSpec | LibraryScheduleSpec, steps: readonly number[]): void {
  const lrAt = buildSchedule(spec);
  const exported = functionOf(spec);
  const { peak } = scheduleFormula(spec);
  for (const step of steps) {
    const error = Math.abs(exported(step) - lrAt(step)) / peak;
    if (!(error < 1e-9)) {
      throw new Error(`step ${step}: ${exported(step)} instead of ${lrAt(step)}`);
    }
  }
}

it.each(scheduleNames)("the tfjs export of %s has its values", (kind) => {
  fc.assert(
    fc.property(validSpecs[kind], fc.array(fc.nat(3000), { minLength: 5 }), ({ spec }, steps) =>
      compare(spec, [...steps, 0, 1, 1e6, 2 ** 31 - 1]),
    ),
    { seed: 5, numRuns: 40 },
  );
});

const steps = Array.from({ length: 1300 }, (_, step) => step);
describe("library semantics", () => {
  it.each(libraryDefinitions.map((each) => [`${each.semantics} ${each.kind}`, each] as const))(
    "%s",
    (_name, { kind, semantics, example }) => {
      compare({ kind, semantics, ...example } as LibraryScheduleSpec, steps);
    },
  );
});

it("calls the library's own schedule where the semantics are its own, and only there", () => {
  const spec = { kind: "cosine", semantics: "keras", peakLr: 0.1, totalSteps: 9 } as const;
  expect(exportSchedule(spec, "keras")).toContain(
    "CosineDecay(initial_learning_rate=0.1, decay_steps=9, alpha=0.0)",
  );
  expect(exportSchedule(spec, "pytorch")).toContain("LambdaLR");
  expect(exportSchedule({ ...spec, semantics: "torch" }, "pytorch")).toContain(
    "CosineAnnealingLR(optimizer, T_max=9, eta_min=0.0)",
  );
});

it("writes only checked values into code", () => {
  const spec = { kind: "cosine", peakLr: "1); evil(", totalSteps: 9 };
  expect(() => exportSchedule(spec as unknown as ScheduleSpec, "tfjs")).toThrow("`peakLr`");
  const library = { ...spec, semantics: "torch" };
  expect(() => exportSchedule(library as unknown as LibraryScheduleSpec, "pytorch")).toThrow();
});

it("refuses a momentum and an unknown target", () => {
  expect(() => exportSchedule({ kind: "one-cycle-momentum", totalSteps: 9 }, "keras")).toThrow(
    "json or csv",
  );
  const cosine = { kind: "cosine", peakLr: 1, totalSteps: 9 } as const;
  expect(() => exportSchedule(cosine, "jax" as "optax")).toThrow("`export`");
});
