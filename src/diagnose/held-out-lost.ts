import { formatLoss } from "../core/format.ts";
import type { Finding, HeldOutLoss, StepUnit, TrainingLog } from "./finding.ts";

/** Held-out losses of one set; without a name where the log has but one. */
export interface NamedHeldOut {
  readonly name: string | null;
  readonly losses: readonly HeldOutLoss[];
}

/** All held-out losses of a log, each set by itself. */
export function heldOutSetsOf({ heldOut = [], heldOutSets = [] }: TrainingLog): NamedHeldOut[] {
  return heldOut.length === 0
    ? [...heldOutSets]
    : [{ name: null, losses: heldOut }, ...heldOutSets];
}

/** What a set is called in a sentence. */
export function called({ name }: NamedHeldOut): string {
  return name === null ? "held-out loss" : `held-out loss ${name}`;
}

/** The name for a finding's data, where there is one. */
export function nameIn({ name }: NamedHeldOut): { readonly heldOut?: string } {
  return name === null ? {} : { heldOut: name };
}

/** A held-out loss that became NaN or infinite, and whether it was a number again after that. */
export function heldOutLost(set: NamedHeldOut, unit: StepUnit = "step"): Finding | null {
  const { losses } = set;
  const bad = losses.filter(({ loss }) => !Number.isFinite(loss));
  const [first, last] = [bad[0], bad.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isBack = Number.isFinite(losses.at(-1)?.loss);
  const value = formatLoss(first.loss);
  const data = { count: bad.length, value, ...nameIn(set) };
  const where = [
    "Look at the held-out rows first: NaN or infinite values, a logarithm or division of 0 in the loss or a metric, an empty set (the mean of nothing), half precision.",
  ];
  if (isBack) {
    const times =
      bad.length === 1
        ? `${unit} ${first.step}`
        : `${bad.length} of the ${unit}s from ${first.step} to ${last.step}`;
    return {
      code: "held-out-lost",
      severity: "warning",
      steps: [first.step, last.step],
      message: `The ${called(set)} was ${value} at ${times}, and a number again after that.`,
      advice: where,
      data: { kind: "came-back", ...data },
    };
  }
  const earlier = losses.filter(({ loss, step }) => Number.isFinite(loss) && step < first.step);
  // Above where it began the loss was on its way out already.
  const begun = earlier[0]?.loss ?? Number.NaN;
  const before = earlier.findLast(({ loss }) => loss <= begun);
  const keep =
    before === undefined
      ? []
      : [
          `The last checkpoint that is known to be good is that of ${unit} ${before.step}. Go on from there with a learning rate three to ten times lower if the rows are clean: weights that grow too large for the held-out rows often do for the others soon after.`,
        ];
  return {
    code: "held-out-lost",
    severity: "error",
    steps: [first.step, (losses.at(-1) as HeldOutLoss).step],
    message: `The ${called(set)} became ${value} at ${unit} ${first.step} and is no number at the end of the log: what the model is worth on held-out rows is not known from there on.`,
    advice: [...where, ...keep],
    data: { kind: "stays", ...data, lastGoodStep: before?.step ?? null },
  };
}
