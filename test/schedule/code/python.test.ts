import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
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

type AnySpec = ScheduleSpec | LibraryScheduleSpec;

// LR_FINDER_PYTHON names a Python that has more of the libraries.
const candidates = [process.env.LR_FINDER_PYTHON, "python3", "/usr/bin/python3", "python"];
const runner = fileURLToPath(new URL("run-exports.py", import.meta.url));
const env = { ...process.env, KERAS_BACKEND: process.env.KERAS_BACKEND ?? "torch" };

function pythonWith(module: string): string | undefined {
  const probe = `import importlib.util as u, sys; sys.exit(u.find_spec("${module}") is None)`;
  const found = candidates.find(
    (name) => name !== undefined && spawnSync(name, ["-c", probe], { env }).status === 0,
  );
  if (found === undefined) {
    console.warn(`SKIPPED: no Python has ${module}, so the code for it is not run`);
  }
  return found;
}

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

const plainPython = pythonWith("math");
const everything = [...own, ...ofLibrary()];
describe("exported Python gives the schedule's values", () => {
  it.skipIf(plainPython === undefined)(
    "its functions, without any library",
    { timeout: 60_000 },
    () => {
      const formulas = everything.filter(
        (spec) => !("semantics" in spec && spec.semantics === "keras"),
      );
      check(plainPython as string, "plain", "keras", formulas, 1e-9);
    },
  );

  const torch = pythonWith("torch");
  it.skipIf(torch === undefined)("pytorch", { timeout: 120_000 }, () => {
    check(torch as string, "pytorch", "pytorch", [...own.slice(0, 5), ...ofLibrary("torch")], 1e-9);
  });

  const transformers = pythonWith("transformers");
  it.skipIf(transformers === undefined)("hf", { timeout: 120_000 }, () => {
    check(transformers as string, "hf", "hf", [...own.slice(0, 5), ...ofLibrary("hf")], 1e-9);
  });

  const keras = pythonWith("keras");
  it.skipIf(keras === undefined)("keras, in float32", { timeout: 120_000 }, () => {
    check(keras as string, "keras", "keras", [...own.slice(0, 5), ...ofLibrary("keras")], 2e-6);
  });

  const optax = pythonWith("optax");
  it.skipIf(optax === undefined)("optax, traced by jit", { timeout: 120_000 }, () => {
    check(
      optax as string,
      "optax",
      "optax",
      [...own, ...ofLibrary("timm"), ...ofLibrary("optax")],
      1e-9,
    );
  });
});
