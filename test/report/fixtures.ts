import type { Note } from "../../src/core/note.ts";
import { random } from "../../src/core/random.ts";
import { buildCurve } from "../../src/curve/index.ts";
import type { Plan } from "../../src/plan/index.ts";
import type { Result } from "../../src/result/types.ts";
import type { NoSuggestionCode, RulePick } from "../../src/suggest/index.ts";
import type { Trial } from "../../src/sweep/trial-types.ts";
import type { StopReason, SweepRun } from "../../src/sweep/types.ts";

/** A note as another version may write it: any code, no data. */
const note = (code: string, message: string): Note => ({ code, message, data: {} });

/** How the loss of a made-up sweep runs over the LR, and what is said about it. */
export interface Scene {
  readonly name?: string;
  readonly startLr?: number;
  readonly endLr?: number;
  readonly steps?: number;
  readonly seeds?: readonly number[];
  readonly noise?: number;
  readonly heldOutEvery?: number;
  /** Noise-free loss at an LR; a non-finite value ends the run. */
  loss(lr: number): number;
}

/** Falls from 2.3 to 0.4 between 1e-4 and 3e-2, then rises and leaves. */
export function healthyLoss(lr: number): number {
  const x = Math.log10(lr);
  return 0.4 + 1.9 / (1 + Math.exp((x + 3) * 3.2)) + 0.6 * Math.exp((x + 0.7) * 3.4);
}

/** The same, but it multiplies by a thousand each step beyond 0.05 and ends at 1e30. */
export function explodingLoss(lr: number): number {
  const beyond = (Math.log10(lr) - Math.log10(0.05)) * 40;
  return beyond > 0 ? healthyLoss(0.05) * 10 ** Math.min(beyond, 30) : healthyLoss(lr);
}

/** Rules of names that no version of ours has, as a file may hold them. */
export function rulesOf(rules: Record<string, RulePick>): Result["rules"] {
  return rules;
}

/** Text that breaks pages which do not escape it. */
export const HOSTILE =
  "</script><img src=x onerror=alert(1)><b>'\"&amp; %{x} $y \u202Edesrever\u202C \u2028 \u0007 🧪 <!--";

/** One sweep's runs; the stop reason follows from the last loss. */
export function sweepRuns(scene: Scene): SweepRun[] {
  const {
    startLr = 1e-6,
    endLr = 1,
    steps = 100,
    noise = 0.02,
    seeds = [1],
    heldOutEvery = 0,
  } = scene;
  return seeds.map((seed) => {
    const stream = random(seed, "fixture");
    const run = {
      seed,
      stepIndices: [] as number[],
      lrs: [] as number[],
      losses: [] as number[],
      heldOut: [] as { stepIndex: number; lr: number; loss: number }[],
    };
    let stopReason: StopReason = "completed";
    for (let step = 0; step < steps; step++) {
      const lr = startLr * (endLr / startLr) ** (step / (steps - 1));
      const smooth = scene.loss(lr);
      run.stepIndices.push(step);
      run.lrs.push(lr);
      run.losses.push(smooth + noise * stream.normal());
      if (heldOutEvery > 0 && step % heldOutEvery === 0 && smooth < 10) {
        run.heldOut.push({ stepIndex: step, lr, loss: smooth + 0.08 });
      }
      if (!Number.isFinite(smooth) || smooth > 1e29) {
        stopReason = Number.isFinite(smooth) ? "diverged" : "non-finite";
        break;
      }
    }
    const stopDetail = `ended after ${run.lrs.length} steps (${stopReason})`;
    return { ...run, stopReason, stopDetail };
  });
}

const PLAN: Plan = {
  initialLr: 2.1e-3,
  schedule: {
    kind: "cosine",
    peakLr: 2.1e-3,
    warmupStartLr: 2.1e-5,
    warmupSteps: 500,
    floorLr: 0,
    totalSteps: 10_000,
    stepsPerEpoch: 400,
    per: "step",
  },
  alternative: {
    kind: "step",
    peakLr: 2.1e-3,
    warmupStartLr: 2.1e-5,
    warmupSteps: 500,
    milestones: [5000, 7500],
    factor: 0.1,
    totalSteps: 10_000,
    stepsPerEpoch: 400,
    per: "step",
  },
  reasons: [
    note(
      "cosine-for-length",
      "The horizon of 25 epochs is known, so the LR can fall smoothly to its end.",
    ),
    note(
      "warmup-for-adam",
      "Adam's statistics are poor in the first updates, so 500 steps of warmup.",
    ),
  ],
};

const SUGGESTION: Extract<Result, { status: "found" }>["suggestion"] = {
  lr: 2.1e-3,
  range: [9e-4, 4.8e-3],
  confidence: "high",
  method: "steepest-useful",
  reasons: [
    note("steepest", "The loss falls fastest, by 1.5 a decade, around 1.0e-3."),
    note("away-from-wall", "It is 1.3 decades below the LR at which training breaks."),
    note("rules-agree", "5 of 8 rules lie within a factor of three of it."),
  ],
};

const RULES: Record<string, RulePick> = {
  "steepest-useful": { lr: 2.1e-3 },
  valley: { lr: 1.4e-3 },
  slide: { lr: 9.1e-2, note: "Close to the wall on this curve." },
  steep: { lr: 8.3e-4 },
  minimum: { lr: 5.2e-3, note: "A tenth of the LR of the smallest loss." },
  lightning: { lr: 7.6e-4 },
  "torch-lr-finder": { lr: 7.9e-4 },
  "smith-lower": { lr: 1.2e-4 },
  "smith-upper": { lr: 3.0e-2 },
  "no-answer": { lr: null, note: "Needs a second run." },
};

/** A whole result for a scene, deterministic. `found: false` gives "no suggestion" with that reason. */
export function makeResult(scene: Scene, none?: { reason: string; message: string }): Result {
  const { name = "digits-mlp", startLr = 1e-6, endLr = 1, steps = 100, seeds = [1] } = scene;
  const runs = sweepRuns(scene);
  const recorded = runs.reduce((sum, run) => sum + run.lrs.length, 0);
  const rules = none ? { valley: { lr: null, note: "No valley." }, steep: { lr: null } } : RULES;
  const first = runs[0] as SweepRun;
  const engine = {
    name: "wasm",
    version: "4.22.0",
    why: "tfjs-node is not installed; WebAssembly trained one step of this model.",
  };
  return {
    version: 1,
    ...(none
      ? {
          status: "none",
          suggestion: {
            // A file may hold a code that this version does not know.
            reason: none.reason as NoSuggestionCode,
            reasons: [note(none.reason, none.message)],
          },
          plan: null,
        }
      : { status: "found", suggestion: SUGGESTION, plan: PLAN }),
    methods: Object.fromEntries(Object.entries(rules).map(([rule, { lr }]) => [rule, lr])),
    sweep: {
      stopReason: first.stopReason,
      stopDetail: first.stopDetail,
      steps: recorded,
      startLr,
      endLr,
    },
    cost: { trainSteps: recorded, evaluations: 0, seconds: 12.34 },
    budget: null,
    engine,
    warnings: [
      note(
        "wasm-engine",
        "Training ran on WebAssembly; native TensorFlow is several times faster.",
      ),
    ],
    files: { result: "reports/digits/result.json", report: "reports/digits/report.html" },
    name,
    createdAt: "2026-11-22T13:05:09.123Z",
    versions: { "lr-finder": "0.1.0", node: "20.20.2" },
    options: {
      data: "digits.csv",
      target: "label",
      model: "mlp:64,32",
      preset: null,
      nested: { a: [1, 2] },
    },
    data: {
      source: "digits.csv",
      digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      task: "classification",
      rows: 1200,
      features: 64,
      classes: 10,
      steps: [
        "Header found.",
        "64 numeric columns scaled by the training rows' mean and deviation.",
      ],
    },
    record: {
      version: 1,
      options: {
        startLr,
        endLr,
        steps,
        mode: "exp",
        stopRule: { kind: "robust" },
        evaluateEvery: scene.heldOutEvery ?? 0,
        repeats: seeds.length,
        seed: seeds[0] ?? 1,
      },
      info: {
        optimizer: "adam",
        batchSize: 32,
        stepsPerEpoch: 400,
        parameterCount: 6570,
        engine,
        seed: 7,
      },
      runs,
    },
    curve: buildCurve(runs),
    probes: [],
    verification: null,
    rules,
  };
}

/** A short training whose loss falls from 2.3 towards `end`; abandoned ones stop half-way. */
export function makeTrial(
  label: string,
  peakLr: number,
  end: number,
  { steps = 60, abandoned = false, heldOut = true } = {},
): Trial {
  const done = abandoned ? steps / 2 : steps;
  const loss = (step: number) => end + (2.3 - end) * Math.exp((-5 * step) / steps);
  return {
    label,
    peakLr,
    seed: 7,
    plannedSteps: steps,
    lrs: Array.from({ length: done }, (_, i) => peakLr * (1 - i / steps)),
    losses: Array.from({ length: done }, (_, i) => loss(i) + 0.05 * Math.sin(i * 7)),
    heldOut: heldOut
      ? [0, done / 2, done].map((stepsDone) => ({ stepsDone, loss: loss(stepsDone) + 0.02 }))
      : [],
    stopReason: abandoned ? "abandoned" : "completed",
    stopDetail: abandoned ? "clearly behind" : "all steps made",
  };
}

/** A result whose suggestion probes chose, with a verification. */
export function probedResult(name = "probed"): Result {
  const base = makeResult({ loss: healthyLoss, heldOutEvery: 5, name });
  const probes = [
    makeTrial("probe at 0.001", 0.001, 0.9),
    makeTrial("probe at 0.01", 0.01, 0.5),
    makeTrial("probe at 0.1", 0.1, 1.4, { abandoned: true }),
  ];
  return {
    ...base,
    probes,
    verification: {
      steps: 200,
      sides: [
        {
          role: "plan",
          title: "cosine from 0.0021",
          lr: 0.0021,
          schedule: PLAN.schedule,
          trial: makeTrial("plan", 0.0021, 0.4, { steps: 200 }),
        },
        {
          role: "default-lr",
          title: "constant 0.001 (the default of adam)",
          lr: 0.001,
          schedule: null,
          trial: makeTrial("default", 0.001, 0.7, { steps: 200 }),
        },
      ],
      reasons: [note("plan-ahead", "The plan ended lower than the default by 0.3.")],
    },
  };
}

/** The scenes that tests and screenshots share. */
export const SCENES = {
  healthy: () => makeResult({ loss: healthyLoss, heldOutEvery: 5 }),
  exploding: () => makeResult({ loss: explodingLoss, name: "explodes" }),
  repeats: () => makeResult({ loss: healthyLoss, noise: 0.18, seeds: [1, 2, 3, 4], name: "noisy" }),
  nonFinite: () =>
    makeResult({ loss: (lr) => (lr > 0.1 ? Number.NaN : healthyLoss(lr)), name: "ends in NaN" }),
  flat: () =>
    makeResult(
      { loss: () => 2.25, noise: 0.004, name: "flat" },
      { reason: "flat", message: "The loss stays within its noise of 0.004 from 1.0e-6 to 1.0." },
    ),
  negative: () => makeResult({ loss: (lr) => healthyLoss(lr) - 900, name: "log-likelihood" }),
  empty: () =>
    makeResult(
      { loss: () => Number.NaN, steps: 10, name: "nothing" },
      { reason: "too-few-points", message: "No finite loss was recorded." },
    ),
} as const;
