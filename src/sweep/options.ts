import { STOP_SMOOTHINGS, SWEEP_GRIDS, SWEEP_MODES } from "../contract/choices.ts";
import { checkOneOf, checkPositive, describe, integerIn, rejectOption } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import { checkKeys, type KeyTable } from "../core/keys.ts";
import type { ResolvedSweepOptions, StopRuleOptions, SweepGrid, SweepMode } from "./types.ts";

/** What a caller may say about a sweep; the rest comes from the preset, then from the defaults. */
export interface SweepOptions {
  /** First LR. @default 1e-6 */
  readonly startLr?: number;
  /** Last LR. @default 100 (AdaDelta's useful LRs lie above 1) */
  readonly endLr?: number;
  /** Optimizer updates, at least 10. @default 100 */
  readonly steps?: number;
  /** @default "exp" */
  readonly mode?: SweepMode;
  /** Where between the ends the LRs lie, as other finders place them. @default "closed" */
  readonly grid?: SweepGrid;
  /** @default { kind: "robust" } */
  readonly stopRule?: StopRuleOptions;
  /** Held-out loss every so many steps. @default 0 (never) */
  readonly evaluateEvery?: number;
  /** Sweeps with other seeds. @default 1 */
  readonly repeats?: number;
  /** @default 0 */
  readonly seed?: number;
}

/** Of {@link SweepOptions}; those of a stop rule depend on its kind. */
export const SWEEP_KEYS: KeyTable<SweepOptions> = {
  startLr: true,
  endLr: true,
  steps: true,
  mode: true,
  grid: true,
  stopRule: true,
  evaluateEvery: true,
  repeats: true,
  seed: true,
};

export const DEFAULT_SWEEP_OPTIONS: ResolvedSweepOptions = {
  startLr: 1e-6,
  endLr: 100,
  steps: 100,
  mode: "exp",
  stopRule: { kind: "robust" },
  evaluateEvery: 0,
  repeats: 1,
  seed: 0,
};

/** Fewest steps that a curve can be read from. */
export const MIN_STEPS = 10;
const MAX_STEPS = 1_000_000;

/** What the numbers of a sweep may be, each by itself. */
export const sweepChecks = {
  startLr: checkPositive,
  endLr: checkPositive,
  steps: integerIn(MIN_STEPS, MAX_STEPS),
  evaluateEvery: integerIn(0),
  repeats: integerIn(1, 1000),
  seed: integerIn(0, 2 ** 31 - 1),
} as const;

/**
 * Complete, checked options. Nothing is clamped: a value outside its range is an `InputError` that
 * names the option, what was expected and what came.
 *
 * @param base what stands in for options not given, e.g. a preset
 */
export function resolveSweepOptions(
  options: SweepOptions = {},
  base: ResolvedSweepOptions = DEFAULT_SWEEP_OPTIONS,
): ResolvedSweepOptions {
  checkKeys("a sweep", options, SWEEP_KEYS);
  const checked = (name: keyof typeof sweepChecks) =>
    sweepChecks[name](name, options[name] ?? base[name]);
  const startLr = checked("startLr");
  const endLr = checked("endLr");
  const grid = options.grid ?? base.grid;
  if (!(startLr < endLr)) refuseRange(options, { startLr, endLr });
  return {
    startLr,
    endLr,
    steps: checked("steps"),
    mode: checkOneOf("mode", options.mode ?? base.mode, SWEEP_MODES),
    ...(grid !== undefined && { grid: checkOneOf("grid", grid, SWEEP_GRIDS) }),
    stopRule: checkStopRule(options.stopRule ?? base.stopRule),
    evaluateEvery: checked("evaluateEvery"),
    repeats: checked("repeats"),
    seed: checked("seed"),
  };
}

function refuseRange(given: SweepOptions, range: { startLr: number; endLr: number }): never {
  const { startLr, endLr } = range;
  const sentence =
    given.startLr === undefined
      ? `\`endLr\` must be above ${startLr}, where the sweep begins by default, got ${endLr}: give \`startLr\` too`
      : given.endLr === undefined
        ? `\`startLr\` must be below ${endLr}, where the sweep ends by default, got ${startLr}: give \`endLr\` too`
        : `\`startLr\` must be below \`endLr\`, got ${startLr} and ${endLr}: give the smaller one as \`startLr\``;
  throw new InputError("bad-option", sentence, { data: range });
}

const FACTOR_KEYS: KeyTable<Extract<StopRuleOptions, { kind: "factor" }>> = {
  kind: true,
  factor: true,
  beta: true,
  smoothing: true,
};

function checkStopRule(rule: StopRuleOptions): StopRuleOptions {
  if (typeof rule !== "object" || rule === null) {
    return rejectOption("stopRule", "an object with a kind", rule);
  }
  const kind = checkOneOf("stopRule.kind", rule.kind, ["robust", "factor", "none"]);
  if (rule.kind === "factor") checkKeys("`stopRule` factor", rule, FACTOR_KEYS);
  else checkKeys(`\`stopRule\` ${kind}`, rule, { kind: true });
  if (kind !== "factor" || rule.kind !== "factor") return { kind } as StopRuleOptions;
  if (!(rule.factor > 1 && Number.isFinite(rule.factor))) {
    rejectOption("stopRule.factor", "a finite number above 1", rule.factor);
  }
  if (!(rule.beta >= 0 && rule.beta < 1)) {
    throw new InputError(
      "bad-option",
      `\`stopRule.beta\` must be a number in [0, 1), got ${describe(rule.beta)}`,
    );
  }
  return {
    kind: "factor",
    factor: rule.factor,
    beta: rule.beta,
    smoothing: checkOneOf("stopRule.smoothing", rule.smoothing, STOP_SMOOTHINGS),
  };
}
