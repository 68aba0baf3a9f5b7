import { DEFAULT_SWEEP_OPTIONS } from "./options.ts";
import type { ResolvedSweepOptions } from "./types.ts";

/** Names of {@link sweepPresets}. */
export const PRESET_NAMES = ["fastai", "lightning", "torch-lr-finder", "smith"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * Range, steps and stop rule of other finders, for users who want the numbers they know. Each goes
 * with the rule and smoothing of the same name in `suggest`.
 *
 * - `fastai`: 1e-7 to 10, 100 steps, stop above 4 x best of the debiased average, beta .98 (callback/schedule.py)
 * - `lightning`: 1e-8 to 1, 100 steps, stop above 4 x best, beta .98 (tuner/lr_finder.py)
 * - `torch-lr-finder`: 1e-7 to 10, 100 steps, stop above 5 x best of the seeded average, f = .05
 * - `smith`: linear, 1e-4 to 1, held-out loss every 10 of 300 steps, no stop (1506.01186 section 3.3,
 *   which trains a few epochs while the LR grows linearly and watches the validation set)
 *
 * Our ladder reaches both ends exactly; fastai's stops one step short of the end, and Lightning's
 * first step is double width.
 */
export const sweepPresets: Readonly<Record<PresetName, ResolvedSweepOptions>> = {
  fastai: {
    ...DEFAULT_SWEEP_OPTIONS,
    startLr: 1e-7,
    endLr: 10,
    stopRule: { kind: "factor", factor: 4, beta: 0.98, smoothing: "debiased" },
  },
  lightning: {
    ...DEFAULT_SWEEP_OPTIONS,
    startLr: 1e-8,
    endLr: 1,
    stopRule: { kind: "factor", factor: 4, beta: 0.98, smoothing: "debiased" },
  },
  "torch-lr-finder": {
    ...DEFAULT_SWEEP_OPTIONS,
    startLr: 1e-7,
    endLr: 10,
    stopRule: { kind: "factor", factor: 5, beta: 0.95, smoothing: "seeded" },
  },
  smith: {
    ...DEFAULT_SWEEP_OPTIONS,
    startLr: 1e-4,
    endLr: 1,
    steps: 300,
    mode: "linear",
    evaluateEvery: 10,
    stopRule: { kind: "none" },
  },
};
