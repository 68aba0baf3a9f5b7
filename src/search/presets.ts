import { mapValues } from "../core/records.ts";
import { type PresetName, presets } from "../suggest/index.ts";
import { DEFAULT_SWEEP_OPTIONS, type ResolvedSweepOptions } from "../sweep/index.ts";

/**
 * Range, grid, steps and stop rule of other finders, for users who want the numbers they know. Each is
 * part of the rule that goes with it (`suggest/rules/`), and so is its smoothing:
 *
 * - `fastai`: 1e-7 to 10, 100 steps, stop above 4 x best of the debiased average, beta .98 (callback/schedule.py)
 * - `lightning`: 1e-8 to 1, 100 steps, stop above 4 x best of its own average, beta .98 (tuner/lr_finder.py)
 * - `torch-lr-finder`: 1e-7 to 10, 100 steps, stop above 5 x best of the seeded average, f = .05
 * - `smith`: linear, 1e-4 to 1, held-out loss every 10 of 300 steps, no stop (1506.01186 section 3.3)
 *
 * fastai's ladder stops one step short of the end, and Lightning's first step is double width.
 */
export const sweepPresets: Readonly<Record<PresetName, ResolvedSweepOptions>> = mapValues(
  presets,
  ({ sweep }) => ({ ...DEFAULT_SWEEP_OPTIONS, ...sweep }),
);
