import { describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import {
  buildSchedule,
  constant,
  cosineRestartEnds,
  join,
  offset,
  perEpoch,
  reduceOnPlateau,
  type ScheduleSpec,
  sample,
  scale,
} from "../../src/schedule/index.ts";

/** What must be in the message: the option's name first. */
type Row = [Record<string, unknown>, ...string[]];
const peakLr = 0.1;
const triangle = { peakLr, floorLr: 0.01, halfCycleSteps: 10 };

const rows: Row[] = [
  // Total below the phases in it.
  [
    { kind: "warmup-cosine", peakLr, totalSteps: 149, warmupSteps: 100, holdSteps: 50 },
    "totalSteps",
    "at least 150",
    "`warmupSteps` (100)",
    "`holdSteps` (50)",
    "149",
  ],
  [
    { kind: "warmup-stable-decay", peakLr, totalSteps: 100, warmupSteps: 90, decaySteps: 20 },
    "totalSteps",
    "at least 110",
  ],
  // Order and lengths.
  [
    { kind: "piecewise-constant", boundaries: [20, 10], lrs: [1, 2, 3] },
    "boundaries[1]",
    "above the one before it (20)",
    "10",
  ],
  [{ kind: "piecewise-constant", boundaries: [10, 10], lrs: [1, 2, 3] }, "boundaries[1]"],
  [{ kind: "piecewise-constant", boundaries: [10, 20], lrs: [1, 2] }, "lrs", "3 LRs", "array of 2"],
  [{ kind: "piecewise-constant", boundaries: 5, lrs: [1, 2] }, "boundaries", "array"],
  [{ kind: "piecewise-constant", boundaries: [5], lrs: [1, -2] }, "lrs[1]"],
  [{ kind: "piecewise-constant", boundaries: [5], lrs: "1,2" }, "lrs", "array"],
  [{ kind: "multi-step", peakLr, milestones: [0, 5], unit: "step" }, "milestones[0]"],
  [{ kind: "multi-step", peakLr, milestones: [5.5], unit: "step" }, "milestones[0]", "5.5"],
  [{ kind: "multi-step", peakLr, milestones: [8, 4], unit: "step" }, "milestones[1]"],
  // Peak and floor.
  ...(["polynomial", "cosine", "rex", "warmup-cosine", "warmup-stable-decay"] as const).map(
    (kind): Row => [{ kind, peakLr, totalSteps: 10, floorLr: 0.2 }, "floorLr", "`peakLr` (0.1)"],
  ),
  [{ kind: "triangular", ...triangle, floorLr: 0.2 }, "floorLr"],
  [{ kind: "triangular2", ...triangle, floorLr: -1 }, "floorLr"],
  [{ kind: "inverse-sqrt", peakLr, floorLr: 0.2 }, "floorLr"],
  [{ kind: "cosine", peakLr: 0, totalSteps: 10 }, "peakLr", "above 0"],
  [{ kind: "cosine", peakLr: "0.1", totalSteps: 10 }, "peakLr", '"0.1" (string)'],
  [{ kind: "cosine", peakLr: Number.NaN, totalSteps: 10 }, "peakLr", "NaN"],
  [{ kind: "constant", lr: -0.1 }, "lr", "at least 0"],
  // Base below the warmup's start.
  [
    { kind: "warmup-cosine", peakLr, totalSteps: 10, warmupSteps: 2, warmupStartLr: 0.2 },
    "warmupStartLr",
    "0.1",
  ],
  [{ kind: "linear-warmup", peakLr, warmupSteps: -1 }, "warmupSteps"],
  [{ kind: "linear-warmup", peakLr, warmupSteps: 5, warmupStartLr: 0.2 }, "warmupStartLr"],
  // Factors.
  ...[0, 1.5, -0.5, Number.NaN].flatMap((bad): Row[] => [
    [{ kind: "exponential-decay", peakLr, factor: bad }, "factor", "above 0 and at most 1"],
    [{ kind: "step-decay", peakLr, every: 5, unit: "step", factor: bad }, "factor"],
    [{ kind: "multi-step", peakLr, milestones: [5], unit: "step", factor: bad }, "factor"],
    [{ kind: "exp-range", ...triangle, gamma: bad }, "gamma", "above 0 and at most 1"],
    [{ kind: "cosine-restarts", peakLr, cycleSteps: 5, peakFactor: bad }, "peakFactor"],
  ]),
  [{ kind: "cosine-restarts", peakLr, cycleSteps: 5, cycleFactor: 0.5 }, "cycleFactor", "1.1"],
  [{ kind: "cosine-restarts", peakLr, cycleSteps: 5, cycleFactor: 1.01 }, "cycleFactor"],
  [{ kind: "cosine-restarts", peakLr, cycleSteps: 0 }, "cycleSteps"],
  [{ kind: "inverse-time", peakLr, decayRate: 0, decaySteps: 5 }, "decayRate"],
  [{ kind: "inverse-time", peakLr, decayRate: 1, decaySteps: 0 }, "decaySteps"],
  [{ kind: "exponential-decay", peakLr, factor: 0.5, staircase: "yes" }, "staircase"],
  [{ kind: "polynomial", peakLr, totalSteps: 5, power: 0 }, "power"],
  // T = 0 and other lengths.
  ...(
    [
      "polynomial",
      "linear-to-zero",
      "cosine",
      "rex",
      "warmup-cosine",
      "one-cycle",
      "warmup-stable-decay",
    ] as const
  ).flatMap((kind): Row[] =>
    [0, -5, 10.5, Number.NaN].map((totalSteps) => [{ kind, peakLr, totalSteps }, "totalSteps"]),
  ),
  [{ kind: "one-cycle-momentum", totalSteps: 0 }, "totalSteps"],
  [{ kind: "triangular", ...triangle, halfCycleSteps: 0 }, "halfCycleSteps"],
  [{ kind: "step-decay", peakLr, every: 0, unit: "step" }, "every"],
  // Steps or epochs, always said.
  [{ kind: "step-decay", peakLr, every: 5 }, "unit"],
  [{ kind: "step-decay", peakLr, every: 5, unit: "epochs" }, "unit", '"epoch"'],
  [{ kind: "step-decay", peakLr, every: 5, unit: "epoch" }, "stepsPerEpoch"],
  [
    { kind: "multi-step", peakLr, milestones: [5], unit: "step", stepsPerEpoch: 10 },
    "stepsPerEpoch",
    "left out",
  ],
  // One cycle, WSD, inverse square root, choices.
  [{ kind: "one-cycle", peakLr, totalSteps: 10, riseShare: 1.5 }, "riseShare"],
  [{ kind: "one-cycle", peakLr, totalSteps: 10, startDivisor: 0.5 }, "startDivisor"],
  [{ kind: "one-cycle", peakLr, totalSteps: 10, anneal: "cosine" }, "anneal", '"cos"'],
  [{ kind: "one-cycle-momentum", totalSteps: 10, highMomentum: 1 }, "highMomentum"],
  [
    { kind: "one-cycle-momentum", totalSteps: 10, highMomentum: 0.5, lowMomentum: 0.6 },
    "lowMomentum",
  ],
  [{ kind: "warmup-stable-decay", peakLr, totalSteps: 10, shape: "sqrt" }, "shape", '"1-sqrt"'],
  [{ kind: "inverse-sqrt", peakLr, timescale: 0 }, "timescale"],
  [{ kind: "linear-to-zero", peakLr, totalSteps: 10, zeroAt: "start" }, "zeroAt"],
  // Names.
  [{ kind: "cosin", peakLr, totalSteps: 10 }, "kind", '"cosine"'],
  [{ kind: 5 }, "kind"],
  [{ kind: "cosine", peakLr, totalstep: 10 }, "totalstep", "`totalSteps`"],
  [{ kind: "cosine" }, "peakLr", "totalSteps"],
];

function errorOf(run: () => unknown): InputError {
  try {
    run();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InputError);
    return thrown as InputError;
  }
  throw new Error("no error was thrown");
}

describe("bad options", () => {
  it.each(rows)("%j", (spec, ...parts) => {
    const { message } = errorOf(() => buildSchedule(spec as unknown as ScheduleSpec));
    for (const part of parts) expect(message).toContain(part);
  });

  it.each([[null], ["cosine"], [[]]])("spec %j", (spec) => {
    expect(errorOf(() => buildSchedule(spec as unknown as ScheduleSpec)).message).toContain("kind");
  });
});

describe("bad compositions and samples", () => {
  const line = constant({ lr: 1 });
  const nothing = undefined as unknown as typeof line;
  it.each([
    ["boundaries[1]", () => join({ schedules: [line, line, line], boundaries: [5, 5] })],
    ["schedules", () => join({ schedules: [line], boundaries: [5] })],
    ["schedules[1]", () => join({ schedules: [line, nothing], boundaries: [5] })],
    ["factor", () => scale({ schedule: line, factor: -1 })],
    ["factor", () => scale({ schedule: line, factor: Number.POSITIVE_INFINITY })],
    ["schedule", () => scale({ schedule: nothing, factor: 1 })],
    ["steps", () => offset({ schedule: line, steps: 0.5 })],
    ["stepsPerEpoch", () => perEpoch({ schedule: line, stepsPerEpoch: 0, counts: "steps" })],
    ["counts", () => perEpoch({ schedule: line, stepsPerEpoch: 1, counts: "step" as "steps" })],
    ["totalSteps", () => sample(line, 0)],
    ["totalSteps", () => sample(line, 2 ** 28 + 1)],
    ["totalSteps", () => sample(line, 1.5)],
    ["totalSteps", () => cosineRestartEnds({ cycleSteps: 5 }, 0)],
    ["factor", () => reduceOnPlateau({ startLr: 1, factor: 1 })],
    ["factor", () => reduceOnPlateau({ startLr: 1, factor: 0 })],
    ["patience", () => reduceOnPlateau({ startLr: 1, patience: -1 })],
    ["floorLr", () => reduceOnPlateau({ startLr: 1, floorLr: 2 })],
    ["startLr", () => reduceOnPlateau({ startLr: 0 })],
    ["mode", () => reduceOnPlateau({ startLr: 1, mode: "low" as "min" })],
  ] as [string, () => unknown][])("%s", (option, run) => {
    expect(errorOf(run).message).toContain(`\`${option}\``);
  });

  it("a composed schedule rejects bad steps too", () => {
    const schedules = [
      join({ schedules: [line, line], boundaries: [5] }),
      scale({ schedule: line, factor: 2 }),
      offset({ schedule: line, steps: 5 }),
      perEpoch({ schedule: line, stepsPerEpoch: 5, counts: "steps" }),
    ];
    for (const schedule of schedules) {
      for (const step of [-1, 0.5, Number.NaN])
        expect(errorOf(() => schedule(step)).code).toBe("bad-step");
    }
  });
});
