import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import {
  buildSchedule,
  type CodeTarget,
  exportSchedule,
  type LibraryScheduleSpec,
  libraryDefinitions,
  type ScheduleSpec,
  scheduleDefinitions,
  scheduleFormula,
  scheduleNames,
} from "../../../src/schedule/index.ts";
import { testWith } from "../../helpers/needs.ts";
import { pythonWith } from "../../helpers/python.ts";

type AnySpec = ScheduleSpec | LibraryScheduleSpec;

const runner = fileURLToPath(new URL("run-exports.py", import.meta.url));
const env = { ...process.env, KERAS_BACKEND: process.env.KERAS_BACKEND ?? "torch" };

const own = scheduleNames
  .filter((kind) => kind !== "one-cycle-momentum")
  .map((kind) => ({ kind, ...scheduleDefinitions[kind].example }) as unknown as ScheduleSpec);
const ofLibrary = (semantics?: string) =>
  libraryDefinitions
    .filter((each) => each.kind !== "one-cycle-momentum")
    .filter((each) => semantics === undefined || each.semantics === semantics)
    .map(
      ({ kind, semantics: library, example }) =>
        ({ kind, semantics: library, ...example }) as LibraryScheduleSpec,
    );

/** Steps 0 to 8, around each hundred, and past the end, as far as the library goes. */
function stepsOf(spec: AnySpec): number[] {
  const { kind, semantics, totalSteps } = spec as Record<string, unknown>;
  const last = kind === "one-cycle" && semantics === "torch" ? Number(totalSteps) : 1103;
  const around = Array.from({ length: 12 }, (_, i) => [100 * i - 1, 100 * i, 100 * i + 1]).flat();
  const steps = [
    ...Array.from({ length: 9 }, (_, step) => step),
    ...around,
    1002,
    1003,
    1050,
    1103,
  ];
  return [...new Set(steps)].filter((step) => step >= 0 && step <= last).sort((a, b) => a - b);
}

function check(
  python: string,
  library: string,
  target: CodeTarget,
  specs: readonly AnySpec[],
  tolerance: number,
): void {
  const jobs = specs.map((spec) => ({
    library,
    code: exportSchedule(spec, target),
    steps: stepsOf(spec),
  }));
  const input = JSON.stringify(jobs);
  const run = spawnSync(python, [runner], { input, encoding: "utf8", env });
  expect(run.status, run.stderr).toBe(0);
  const answers: number[][] = JSON.parse(run.stdout);
  expect(answers).toHaveLength(specs.length);
  for (const [index, spec] of specs.entries()) {
    const lrAt = buildSchedule(spec);
    const { peak } = scheduleFormula(spec);
    for (const [place, step] of (jobs[index]?.steps ?? []).entries()) {
      const value = answers[index]?.[place] as number;
      const error = Math.abs(value - lrAt(step)) / peak;
      const where = `${JSON.stringify(spec)}, step ${step}: ${value} instead of ${lrAt(step)}`;
      expect(error, where).toBeLessThan(tolerance);
    }
  }
}

const plainPython = pythonWith();
const everything = [...own, ...ofLibrary()];
describe("exported Python gives the schedule's values", () => {
  testWith(plainPython, "its functions, without any library", { timeout: 60_000 }, () => {
    const formulas = everything.filter(
      (spec) => !("semantics" in spec && spec.semantics === "keras"),
    );
    check(plainPython.path, "plain", "keras", formulas, 1e-9);
  });

  const torch = pythonWith("torch");
  testWith(torch, "pytorch", { timeout: 120_000 }, () => {
    check(torch.path, "pytorch", "pytorch", [...own.slice(0, 5), ...ofLibrary("torch")], 1e-9);
  });

  const transformers = pythonWith("transformers");
  testWith(transformers, "hf", { timeout: 120_000 }, () => {
    check(transformers.path, "hf", "hf", [...own.slice(0, 5), ...ofLibrary("hf")], 1e-9);
  });

  const keras = pythonWith("keras");
  testWith(keras, "keras, in float32", { timeout: 120_000 }, () => {
    check(keras.path, "keras", "keras", [...own.slice(0, 5), ...ofLibrary("keras")], 2e-6);
  });

  const optax = pythonWith("optax");
  testWith(optax, "optax, traced by jit", { timeout: 120_000 }, () => {
    check(
      optax.path,
      "optax",
      "optax",
      [...own, ...ofLibrary("timm"), ...ofLibrary("optax")],
      1e-9,
    );
  });
});
