import {
  checkInteger,
  checkOneOf,
  checkPositive,
  checkRange,
  rejectOption,
} from "../core/check.ts";
import { checkListedKeys, type KeyTable } from "../core/listed-keys.ts";
import { checkNonNegative, checkUpTo } from "./checks.ts";

/**
 * What {@link reduceOnPlateau} takes: when a loss counts as no better, and what happens to the LR
 * then.
 */
export interface PlateauOptions {
  /** The LR to start with, above 0. */
  readonly startLr: number;
  /** What the LR is multiplied by at a plateau: above 0, below 1. @default 0.1 */
  readonly factor?: number;
  /** How many observations without improvement are let pass; the next one lowers the LR. At least 0. @default 10 */
  readonly patience?: number;
  /** Whether a lower (a loss) or a higher metric (an accuracy) is better. @default "min" */
  readonly mode?: "min" | "max";
  /** How much better than the best counts as an improvement: at least 0. @default 1e-4 */
  readonly threshold?: number;
  /** Threshold as a share of |best|, or in the metric's own units. @default "relative" */
  readonly thresholdMode?: "relative" | "absolute";
  /** Observations after a reduction that are not counted as bad: at least 0. @default 0 */
  readonly cooldown?: number;
  /** The LR never goes below it: 0 to startLr. @default 0 */
  readonly floorLr?: number;
}

const PLATEAU_KEYS: KeyTable<PlateauOptions> = {
  startLr: true,
  factor: true,
  patience: true,
  mode: true,
  threshold: true,
  thresholdMode: true,
  cooldown: true,
  floorLr: true,
};

/** What a {@link PlateauSchedule} remembers; JSON-serialisable. */
export interface PlateauState {
  readonly lr: number;
  /** Best metric so far; null before the first finite one. */
  readonly best: number | null;
  readonly badObservations: number;
  readonly cooldownLeft: number;
}

/** An LR that depends on what has been seen: not a function of the step. */
export interface PlateauSchedule {
  /** The LR to train with now. */
  readonly lr: number;
  /** Takes one metric, by convention once an epoch, and gives the LR to go on with. */
  observe(metric: number): number;
  getState(): PlateauState;
  /** Goes on from a state of `getState`. */
  setState(state: PlateauState): void;
}

/**
 * Lowers the LR when a metric stops improving: after more than `patience` observations in a row
 * that are not better than the best so far by `threshold`, `lr = max(floor, lr * factor)`.
 *
 * NaN and infinite metrics are never improvements. The relative threshold is a share of |best|, so that it means the
 * same for negative metrics, where torch's `best * (1 - threshold)` asks for a worse one.
 *
 * Worked values: startLr 0.1, patience 1, losses 1, 1, 1, 1, 1 give 0.1, 0.1, 0.01, 0.01, 0.001.
 * Source: torch `ReduceLROnPlateau` (equal for positive metrics, save torch's `eps`: changes
 * below 1e-8 are made here too).
 *
 * @throws InputError for a factor outside (0, 1), a negative patience or threshold, a floor above startLr
 */
export function reduceOnPlateau(options: PlateauOptions): PlateauSchedule {
  checkListedKeys("reduceOnPlateau", options, PLATEAU_KEYS);
  const startLr = checkPositive("startLr", options.startLr);
  const factor = checkRange("factor", options.factor ?? 0.1, 0, 1);
  if (factor === 0 || factor === 1) rejectOption("factor", "above 0 and below 1", factor);
  const patience = checkInteger("patience", options.patience ?? 10, 0);
  const mode = checkOneOf("mode", options.mode ?? "min", ["min", "max"]);
  const threshold = checkNonNegative("threshold", options.threshold ?? 1e-4);
  const thresholdMode = options.thresholdMode ?? "relative";
  const relative =
    checkOneOf("thresholdMode", thresholdMode, ["relative", "absolute"]) === "relative";
  const cooldown = checkInteger("cooldown", options.cooldown ?? 0, 0);
  const floorLr = checkUpTo("floorLr", options.floorLr ?? 0, "startLr", startLr);

  let state: PlateauState = { lr: startLr, best: null, badObservations: 0, cooldownLeft: 0 };

  function improves(metric: number, best: number | null): boolean {
    if (best === null || !Number.isFinite(metric)) return Number.isFinite(metric);
    const gain = mode === "min" ? best - metric : metric - best;
    return gain > threshold * (relative ? Math.abs(best) : 1);
  }

  return {
    get lr() {
      return state.lr;
    },
    observe(metric) {
      if (typeof metric !== "number") rejectOption("metric", "a number", metric);
      const better = improves(metric, state.best);
      let { lr, best, badObservations, cooldownLeft } = state;
      if (better) best = metric;
      badObservations = better ? 0 : badObservations + 1;
      if (cooldownLeft > 0) {
        cooldownLeft--;
        badObservations = 0;
      }
      if (badObservations > patience) {
        lr = Math.max(floorLr, lr * factor);
        cooldownLeft = cooldown;
        badObservations = 0;
      }
      state = { lr, best, badObservations, cooldownLeft };
      return lr;
    },
    getState: () => state,
    setState(saved) {
      state = {
        lr: checkUpTo("state.lr", saved.lr, "startLr", startLr),
        best: saved.best === null ? null : checkBest(saved.best),
        badObservations: checkInteger("state.badObservations", saved.badObservations, 0),
        cooldownLeft: checkInteger("state.cooldownLeft", saved.cooldownLeft, 0),
      };
    },
  };
}

function checkBest(value: unknown): number {
  return Number.isFinite(value) ? (value as number) : rejectOption("state.best", "finite", value);
}
